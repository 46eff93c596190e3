"""The emoji behind the names that Slack and Mattermost keep instead of them. Pure.

The names are those of the gemoji set, which both apps follow; the common ones are here. A name that is not, an organisation's
own emoji among them, stays as it is written: ":party_parrot:".
"""

from __future__ import annotations

import re
from collections.abc import Callable

_NAMES = """
+1 👍 thumbsup 👍 -1 👎 thumbsdown 👎 ok_hand 👌 clap 👏 raised_hands 🙌 pray 🙏 wave 👋 muscle 💪 punch 👊 facepunch 👊
fist ✊ v ✌️ crossed_fingers 🤞 point_up ☝️ point_up_2 👆 point_down 👇 point_left 👈 point_right 👉 raised_hand ✋ hand ✋
handshake 🤝 writing_hand ✍️ the_horns 🤘 call_me_hand 🤙 open_hands 👐 heart_hands 🫶 saluting_face 🫡 eyes 👀 brain 🧠
heart ❤️ yellow_heart 💛 green_heart 💚 blue_heart 💙 purple_heart 💜 orange_heart 🧡 black_heart 🖤 white_heart 🤍
broken_heart 💔 two_hearts 💕 sparkling_heart 💖 hearts ♥️ kiss 💋 fire 🔥 100 💯 tada 🎉 confetti_ball 🎊 sparkles ✨ star ⭐
star2 🌟 boom 💥 collision 💥 zap ⚡ sunny ☀️ cloud ☁️ rainbow 🌈 snowflake ❄️ umbrella ☔ ocean 🌊 droplet 💧
grinning 😀 smiley 😃 smile 😄 grin 😁 laughing 😆 satisfied 😆 sweat_smile 😅 joy 😂 rofl 🤣
rolling_on_the_floor_laughing 🤣 slightly_smiling_face 🙂 upside_down_face 🙃 wink 😉 blush 😊 innocent 😇 heart_eyes 😍
smiling_face_with_3_hearts 🥰 star-struck 🤩 kissing_heart 😘 relaxed ☺️ yum 😋 stuck_out_tongue 😛
stuck_out_tongue_winking_eye 😜 zany_face 🤪 hugging_face 🤗 hugs 🤗 shushing_face 🤫 thinking_face 🤔 thinking 🤔
zipper_mouth_face 🤐 neutral_face 😐 expressionless 😑 no_mouth 😶 smirk 😏 unamused 😒 face_with_rolling_eyes 🙄 roll_eyes 🙄
grimacing 😬 relieved 😌 pensive 😔 sleepy 😪 sleeping 😴 mask 😷 face_with_thermometer 🤒 nauseated_face 🤢 dizzy_face 😵
exploding_head 🤯 partying_face 🥳 sunglasses 😎 nerd_face 🤓 confused 😕 worried 😟 slightly_frowning_face 🙁
white_frowning_face ☹️ open_mouth 😮 hushed 😯 astonished 😲 flushed 😳 pleading_face 🥺 fearful 😨 cold_sweat 😰
disappointed_relieved 😥 cry 😢 sob 😭 scream 😱 confounded 😖 persevere 😣 disappointed 😞 sweat 😓 weary 😩 tired_face 😫
yawning_face 🥱 triumph 😤 rage 😡 pout 😡 angry 😠 smiling_imp 😈 imp 👿 skull 💀 poop 💩 hankey 💩 clown_face 🤡 ghost 👻
alien 👽 robot_face 🤖 robot 🤖 see_no_evil 🙈 hear_no_evil 🙉 speak_no_evil 🙊 facepalm 🤦 face_palm 🤦 shrug 🤷 bow 🙇
raising_hand 🙋 ok_woman 🙆 no_good 🙅 dancer 💃 runner 🏃 family 👪 baby 👶 cop 👮 construction_worker 👷
dog 🐶 cat 🐱 bug 🐛 bird 🐦 fish 🐟 turtle 🐢 unicorn 🦄 unicorn_face 🦄 rose 🌹 tulip 🌷 sunflower 🌻 four_leaf_clover 🍀
christmas_tree 🎄 evergreen_tree 🌲 seedling 🌱 coffee ☕ tea 🍵 beer 🍺 beers 🍻 wine_glass 🍷 champagne 🍾 clinking_glasses 🥂
cake 🍰 birthday 🎂 pizza 🍕 fries 🍟 cookie 🍪 doughnut 🍩 apple 🍎 popcorn 🍿 gift 🎁 balloon 🎈 trophy 🏆 medal 🏅
first_place_medal 🥇 soccer ⚽ dart 🎯 musical_note 🎵 notes 🎶 movie_camera 🎥 camera 📷 art 🎨 rocket 🚀 airplane ✈️ car 🚗
red_car 🚗 bus 🚌 bike 🚲 ship 🚢 train 🚋 ambulance 🚑 fire_engine 🚒 police_car 🚓 rotating_light 🚨 construction 🚧 house 🏠
office 🏢 hospital 🏥 world_map 🗺️ earth_africa 🌍 earth_americas 🌎 globe_with_meridians 🌐 bulb 💡 moneybag 💰 euro 💶
telephone ☎️ phone ☎️ telephone_receiver 📞 iphone 📱 computer 💻 email ✉️ envelope ✉️ e-mail 📧 incoming_envelope 📨
mailbox 📫 package 📦 calendar 📆 date 📅 clipboard 📋 memo 📝 pencil 📝 pencil2 ✏️ page_facing_up 📄 file_folder 📁 books 📚
book 📖 newspaper 📰 bookmark 🔖 paperclip 📎 pushpin 📌 round_pushpin 📍 scissors ✂️ lock 🔒 unlock 🔓 key 🔑 hammer 🔨
wrench 🔧 gear ⚙️ link 🔗 mag 🔍 bell 🔔 no_bell 🔕 loudspeaker 📢 mega 📣 speech_balloon 💬 thought_balloon 💭
hourglass ⌛ hourglass_flowing_sand ⏳ watch ⌚ alarm_clock ⏰ bar_chart 📊 chart_with_upwards_trend 📈
chart_with_downwards_trend 📉 heavy_check_mark ✔️ white_check_mark ✅ ballot_box_with_check ☑️ x ❌ negative_squared_cross_mark ❎
heavy_plus_sign ➕ heavy_minus_sign ➖ question ❓ grey_question ❔ exclamation ❗ heavy_exclamation_mark ❗ bangbang ‼️
interrobang ⁉️ warning ⚠️ no_entry ⛔ no_entry_sign 🚫 stop_sign 🛑 octagonal_sign 🛑 information_source ℹ️ sos 🆘 ok 🆗 new 🆕
recycle ♻️ arrow_up ⬆️ arrow_down ⬇️ arrow_left ⬅️ arrow_right ➡️ arrows_counterclockwise 🔄 red_circle 🔴
large_blue_circle 🔵 large_green_circle 🟢 large_orange_circle 🟠 large_yellow_circle 🟡 white_circle ⚪ black_circle ⚫
one 1️⃣ two 2️⃣ three 3️⃣ four 4️⃣ five 5️⃣ flag-nl 🇳🇱 netherlands 🇳🇱 flag-eu 🇪🇺 eu 🇪🇺 flag-be 🇧🇪 belgium 🇧🇪
""".split()
EMOJI = dict(zip(_NAMES[::2], _NAMES[1::2], strict=True))
"""By name, without colons."""
_TONES = {str(number): chr(0x1F3FB + number - 2) for number in range(2, 7)}
_PROGRAM = re.compile(r"(```.*?```|`[^`\n]+`)", re.DOTALL)
_CODE = re.compile(r"(?<![A-Za-z0-9]):([a-z0-9_+'-]{1,60})(?:::skin-tone-([2-6]))?:(?![A-Za-z0-9])")


def emoji_named(name: str) -> str:
    """The emoji of a name, with its colour of skin ("+1::skin-tone-2"); an unknown name comes back between colons."""
    base, _, tone = name.partition("::skin-tone-")
    found = EMOJI.get(base)
    return f":{name}:" if found is None else found + _TONES.get(tone, "")


def with_emoji(text: str) -> str:
    """A text with the emoji in place of the names between colons that are known; a colon in a word or number is none."""
    return _CODE.sub(_replacement, text) if ":" in text else text


def outside_code(text: str, change: Callable[[str], str]) -> str:
    """A text of Slack or Mattermost, changed but for what stands in it as code, between backquotes."""
    parts = _PROGRAM.split(text)
    return "".join(part if number % 2 else change(part) for number, part in enumerate(parts))


def _replacement(code: re.Match[str]) -> str:
    found = EMOJI.get(code[1])
    return code[0] if found is None else found + _TONES.get(code[2] or "", "")
