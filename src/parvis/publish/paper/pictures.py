"""Pictures for papers, as SVG that typst draws: the map of a place, a figure over time."""

from __future__ import annotations

from html import escape

from parvis.publish.drawings import Area, MapView
from parvis.publish.trends import HEIGHT, WIDTH, Trend

INK, SOFT, LINE, ACCENT, WASH = "#1b2225", "#566067", "#d3d8d6", "#14527d", "#e4eef5"
"""The colours of the site in its light scheme."""

FONT = "Source Sans Pro"
_GROUND = {
    "water": ("#cfdfe6", "none", 0),
    "green": ("#e3ead9", "none", 0),
    "buildings": ("#e2e0da", "none", 0),
    "streets": ("none", "#dcdedb", 9),
    "roads": ("none", "#c3c7c4", 14),
}
_AREAS = {"zone": ("#a9cde3", "#ffffff"), "here": ("#14527d", "#ffffff")}


def map_svg(view: MapView, scale: str) -> str:
    """Return a map as SVG, with the words of its scale bar; lengths are tenths of a pixel."""
    frame, bar = view.frame, view.bar
    width, height = frame.width * 10, frame.height * 10
    outlines = "".join(f'<path d="{shape.path}"/>' for shape in view.outlines if shape.path)
    ground = "".join(_layer(layer, path) for layer, path in view.ground)
    groups = "".join(_group(group.style, group.areas) for group in view.groups)
    foot = height - 90
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{frame.view_box}" width="{frame.width}" '
        f'height="{frame.height}"><rect width="{width}" height="{height}" fill="#ffffff"/>'
        f'<g fill="#f4f5f2" stroke="#7d878c" stroke-width="10">{outlines}</g>{ground}{groups}'
        f'<g fill="none" stroke="{INK}" stroke-width="14"><path d="M100 {foot - 40}v40h{bar.units}v-40"/></g>'
        f'<text x="{150 + bar.units}" y="{foot + 10}" font-family="{FONT}" font-size="130" fill="{INK}">'
        f"{escape(scale)}</text></svg>"
    )


def _layer(layer: str, path: str) -> str:
    fill, stroke, width = _GROUND[layer]
    return f'<path d="{path}" fill="{fill}" stroke="{stroke}" stroke-width="{width}"/>'


def _group(style: str, areas: tuple[Area, ...]) -> str:
    fill, stroke = _AREAS[style]
    shapes = "".join(
        f'<circle cx="{area.shape.x}" cy="{area.shape.y}" r="32"/>'
        if area.shape.is_dot
        else f'<path d="{area.shape.path}"/>'
        for area in areas
    )
    return f'<g fill="{fill}" stroke="{stroke}" stroke-width="9">{shapes}</g>'


def trend_svg(trend: Trend) -> str:
    """Return a figure over time as SVG, with its first and last number and date."""
    bands = "".join(f'<path d="{band}"/>' for band in trend.bands)
    lines = "".join(f'<path d="{line}"/>' for line in trend.lines)
    dots = "".join(f'<circle cx="{point.x}" cy="{point.y}" r="2.6"/>' for point in trend.points)
    words = ""
    for point, x, anchor in ((trend.points[0], 0.0, "start"), (trend.points[-1], WIDTH, "end")):
        above = max(point.high - 7, 10)
        words += (
            f'<text x="{x}" y="{above}" text-anchor="{anchor}" fill="{INK}">{escape(point.reading.number)}</text>'
            f'<text x="{x}" y="92" text-anchor="{anchor}" fill="{SOFT}">{escape(point.reading.period)}</text>'
        )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:g} {HEIGHT:g}" width="{WIDTH:g}" '
        f'height="{HEIGHT:g}"><path d="M0 76H{WIDTH:g}" stroke="{LINE}"/>'
        f'<g fill="{WASH}" stroke="#a9cde3" stroke-width="1">{bands}</g>'
        f'<g fill="none" stroke="{ACCENT}" stroke-width="1.6">{lines}</g><g fill="{ACCENT}">{dots}</g>'
        f'<g font-family="{FONT}" font-size="11">{words}</g></svg>'
    )
