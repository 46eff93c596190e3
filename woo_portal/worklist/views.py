from django.http import HttpResponse
from woo_portal.accounts.gate import requires
@requires()
def worklist(request):
    return HttpResponse("x")
