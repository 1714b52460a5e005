"""The home screen as one static HTML page: the same words, tiles, icons, sizes and fonts, nothing that is fetched or computed."""

from collections.abc import Iterator
from html import escape

from kiosk.languages.language import ORDER, Language
from kiosk.languages.messages import text
from kiosk.matters.model import Place
from kiosk.matters.tile import Tile
from kiosk.screens.theme.icons import PATHS

_STYLE = """
*{box-sizing:border-box;margin:0}
body{width:1080px;height:1920px;overflow:hidden;background:#FBFAF7;color:#16212E;font:34px/1.4 "Noto Sans CJK SC","Noto Sans Arabic"}
header{height:132px;background:#fff;border-bottom:2px solid #DDD8CE;display:flex;align-items:center;gap:16px;padding:0 28px 0 36px}
header div{flex:1}header b{display:block;font-size:34px}small{font-size:22px;color:#566170}
nav{display:flex;border:2px solid #DDD8CE;border-radius:16px;height:92px;align-items:center;font-size:29px}
nav span{padding:24px}nav .on{background:#0F5C8C;color:#fff}
main{height:1624px;padding:52px 64px;display:flex;flex-direction:column;gap:24px}
h1{font-size:54px}h2{font-size:40px}
.search{height:120px;border:3px solid #0F5C8C;border-radius:20px;background:#fff;color:#566170;
display:flex;align-items:center;gap:24px;padding:0 32px}
.grid{display:grid;grid-template-columns:1fr 1fr;gap:20px}
.tile{min-height:168px;border:2px solid #DDD8CE;border-radius:20px;background:#fff;display:flex;align-items:center;gap:24px;padding:24px}
.tile i{width:88px;height:88px;border-radius:24px;background:#E6F0F6;display:grid;place-items:center;flex:none}
.tile b{font-size:35px;display:block}.tile small{font-size:26px}
.tinted{background:#E6F0F6;border:0}.tinted i{background:#fff}.tinted b{color:#0A4266}
footer{height:164px;background:#fff;border-top:2px solid #DDD8CE;display:flex}
footer span{flex:1;display:flex;flex-direction:column;align-items:center;justify-content:center;gap:8px;font-size:25px}
"""
_RAIL = (
    ("home", "home"),
    ("back", "back"),
    ("help", "help"),
    ("voice", "voice"),
    ("large", "big"),
    ("leave", "leave"),
)


def home_page(tiles: list[Tile], language: Language) -> str:
    """`tiles` as the catalogue gives them."""
    names = "".join(f"<span{' class=on' if one is language else ''}>{one.own_name}</span>" for one in ORDER)
    rail = "".join(f"<span>{_icon(icon, 48)}{escape(text(language, f'rail_{name}'))}</span>" for name, icon in _RAIL)
    name, short = text(language, "home_progress"), text(language, "home_progress_short")
    progress = Tile(code="progress", name=name, short=short, icon="progress", place="", printer_needed=False)
    groups = "".join(
        f"<h2>{escape(text(language, heading))}</h2><div class=grid>{''.join(_tiles(some, tinted))}</div>"
        for heading, some, tinted in (
            ("home_life_events", [tile for tile in tiles if tile.place == Place.LIFE_EVENT], False),
            ("home_quick", [*(tile for tile in tiles if tile.place == Place.QUICK), progress], True),
        )
    )
    return (
        f"<!doctype html><html lang={language.value}><meta charset=utf-8><title>home</title><style>{_STYLE}</style>"
        f"<header>{_icon('mark', 68)}<div><b>{escape(text(language, 'app_name'))}</b>"
        f"<small>{escape(text(language, 'app_tagline'))}</small></div><nav>{names}</nav></header>"
        f"<main><h1>{escape(text(language, 'home_title'))}</h1>"
        f"<div class=search>{_icon('find', 48)}{escape(text(language, 'home_search'))}</div>{groups}</main>"
        f"<footer>{rail}</footer></html>"
    )


def _tiles(tiles: list[Tile], tinted: bool) -> Iterator[str]:
    for tile in tiles:
        words = f"<span><b>{escape(tile.name)}</b><small>{escape(tile.short)}</small></span>"
        yield f"<div class='tile{' tinted' if tinted else ''}'><i>{_icon(tile.icon, 54)}</i>{words}</div>"


def _icon(name: str, size: int) -> str:
    return (
        f"<svg width={size} height={size} viewBox='0 0 24 24' fill=none stroke=#0F5C8C stroke-width=1.7 "
        f"stroke-linecap=round stroke-linejoin=round><path d='{PATHS.get(name, PATHS['list'])}'/></svg>"
    )
