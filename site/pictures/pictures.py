"""Every picture the shop shows, by name: what stands in it and how the camera sees it."""

import lamps
import linen
import paper
import planters
import rooms
import vessels
import wood


class Shot:
    """One picture: a function that builds the subject, and the camera's place."""

    def __init__(self, build, view, target=(0, 0, 0), mood="day", **lens):
        self.build = build
        self.view = view
        self.target = target
        self.mood = mood
        self.size = lens.pop("size", None)
        self.extra_samples = lens.pop("extra_samples", 0)
        self.lens = lens


def ceramics():
    """The stoneware."""
    shots = {}
    for glaze in ("tide", "chalk", "ember"):
        for size, height, radius in (("small", 8.0, 4.1), ("large", 10.4, 4.35)):
            shots[f"harbor-mug-{glaze}-{size}"] = Shot(
                lambda g=glaze, h=height, r=radius: vessels.mug(g, h, r), 19, (0.9, 0, 4.4))
    for glaze in ("moss", "ink"):
        for size, radius, height in (("16-cm", 8, 4.4), ("22-cm", 11, 5.4)):
            shots[f"low-bowl-{glaze}-{size}"] = Shot(
                lambda g=glaze, r=radius, h=height: vessels.bowl(g, r, h), 31, (0, 0, 2.4), elevation=27)
    for glaze in ("chalk", "moss"):
        for size, radius in (("21-cm", 10.5), ("27-cm", 13.5)):
            shots[f"rim-plate-{glaze}-{size}"] = Shot(
                lambda g=glaze, r=radius: vessels.plate(g, r), 36, (0, 0, 0.6), elevation=36)
    for glaze in ("ember", "ink", "celadon"):
        shots[f"neck-vase-{glaze}"] = Shot(lambda g=glaze: vessels.neck_vase(g), 34, (0, 0, 10.6), elevation=11)
    for glaze in ("chalk", "tide"):
        for size, height, radius in (("18-cm", 18, 5.5), ("30-cm", 30, 6.5)):
            shots[f"ridge-vase-{glaze}-{size}"] = Shot(
                lambda g=glaze, h=height, r=radius: vessels.ridge_vase(g, h, r), 42, (0, 0, 14.5), elevation=12)
    for glaze in ("tide", "ink"):
        shots[f"quiet-teapot-{glaze}"] = Shot(lambda g=glaze: vessels.teapot(g), 31, (0, 0, 6.6), azimuth=10)
    for glaze in ("celadon", "ember"):
        for name, count in (("pair", 2), ("four", 4)):
            shots[f"thimble-cups-{glaze}-{name}"] = Shot(
                lambda g=glaze, n=count: vessels.thimble_cups(g, n), 22, (0, 0.5, 2.6), elevation=24)
    return shots


def lights():
    """The lamps, photographed towards evening."""
    shots = {}
    for color in ("sand", "rust", "forest"):
        shots[f"dune-table-lamp-{color}"] = Shot(lambda c=color: lamps.dune(c), 54, (1, 0, 16.5), "evening", elevation=9)
    for shade, cloth in (("flax-linen", "flax"), ("chalk-linen", "chalk"), ("forest-enamel", "forest")):
        for base in ("oak", "walnut"):
            for flex in ("black", "rust"):
                shots[f"atelier-lamp-{shade}-{base}-{flex}"] = Shot(
                    lambda s=cloth, b=base, f=flex: lamps.atelier(s, b, f), 64, (3, 0, 22.5), "evening", elevation=10)
    for color in ("chalk", "ochre"):
        for width in (24, 40):
            shots[f"bell-pendant-{color}-{width}-cm"] = Shot(
                lambda c=color, w=width: lamps.bell(c, w), 64, (0, 0, 12), "hanging", elevation=-13)
    for radius in (10, 15):
        shots[f"moon-lamp-{radius * 2}-cm"] = Shot(lambda r=radius: lamps.moon(r), 50, (2, 0, 14.5), "evening", elevation=9)
    for finish in ("ink", "brass"):
        shots[f"reading-lamp-{finish}"] = Shot(lambda f=finish: lamps.reading(f), 64, (2, 0, 22.5), "evening", elevation=9)
    return shots


def cloths():
    """The linen, mostly folded."""
    shots = {}
    fold = {"azimuth": 27, "elevation": 24}
    for color in ("flax", "rust", "moss"):
        for name, count in (("two", 2), ("four", 4)):
            shots[f"linen-napkins-{color}-{name}"] = Shot(
                lambda c=color, n=count: linen.napkins(c, n), 33, (0, 0, 3.0), **fold)
    for stripe in ("blue", "rust", "black"):
        shots[f"tea-towel-{stripe}"] = Shot(lambda s=stripe: linen.tea_towel(s), 35, (0, 0, 0.8), azimuth=24, elevation=36)
    for color in ("flax", "chalk"):
        for size, layers in (("180-cm", 12), ("250-cm", 18)):
            shots[f"linen-tablecloth-{color}-{size}"] = Shot(
                lambda c=color, n=layers: linen.tablecloth(c, n), 51, (0, 0, 3.4), **fold)
    for color in ("rust", "moss", "chalk"):
        shots[f"washed-throw-{color}"] = Shot(lambda c=color: linen.throw(c), 60, (0, 0, 3.6), azimuth=20, elevation=20)
    for color in ("flax", "ochre", "ink"):
        shots[f"linen-cushion-{color}"] = Shot(lambda c=color: linen.cushion(c), 62, (0, 0, 18.0), azimuth=12, elevation=12)
    for color in ("chalk", "sky"):
        for size, width, depth, layers in (("hand", 25, 17, 6), ("bath", 36, 24, 10)):
            shots[f"waffle-towel-{color}-{size}"] = Shot(
                lambda c=color, w=width, d=depth, n=layers: linen.waffle_towel(c, w, d, n), 50, (0, 0, 3.0), **fold)
    return shots


def stationery():
    """Books, notebooks and what one writes with."""
    shots = {}
    lying = {"azimuth": 6, "elevation": 42}
    for color in ("ochre", "ink", "moss"):
        shots[f"field-notebook-{color}"] = Shot(lambda c=color: paper.notebooks(c), 24, (0, 0, 0.8), **lying)
    for color in ("rust", "ink", "flax"):
        shots[f"desk-journal-{color}"] = Shot(lambda c=color: paper.journal(c), 32, (0, 0, 0.6), azimuth=10, elevation=36)
    for color in ("chalk", "sage"):
        shots[f"letter-set-{color}"] = Shot(lambda c=color: paper.letter_set(c), 31, (0, 0, 0.6), azimuth=10, elevation=38)
    shots["cedar-pencils"] = Shot(paper.pencils, 22, (0, 0, 0), azimuth=0, elevation=46)
    standing = {"azimuth": -24, "elevation": 10}
    shots["on-clay"] = Shot(paper.on_clay, 29, (0, 0, 9.6), **standing)
    shots["the-slow-table-paperback"] = Shot(lambda: paper.slow_table(False), 34, (0, 0, 11.6), **standing)
    shots["the-slow-table-hardback"] = Shot(lambda: paper.slow_table(True), 34, (0, 0, 11.6), **standing)
    shots["a-year-in-pots"] = Shot(paper.year_in_pots, 31, (0, 0, 10.8), **standing)
    return shots


def kitchen():
    """Wood for the kitchen and the table."""
    shots = {}
    for timber in ("oak", "walnut"):
        for size, length, width in (("small", 38, 16), ("large", 56, 20)):
            shots[f"long-board-{timber}-{size}"] = Shot(
                lambda t=timber, n=length, w=width: wood.long_board(t, n, w), 60, (0, 0, 0.5), azimuth=8, elevation=40)
        shots[f"recipe-box-{timber}"] = Shot(lambda t=timber: wood.recipe_box(t), 36, (-1.6, 0, 5.6), azimuth=6, elevation=24)
        for height in (14, 22):
            shots[f"pepper-mill-{timber}-{height}-cm"] = Shot(
                lambda t=timber, h=height: wood.pepper_mill(t, h), 34, (0, 0, 11), elevation=10)
        shots[f"round-tray-{timber}"] = Shot(lambda t=timber: wood.round_tray(t), 48, (0, 0, 1.0), elevation=34)
    for timber in ("olive", "walnut"):
        shots[f"cooking-spoons-{timber}"] = Shot(lambda t=timber: wood.spoons(t), 36, (0, 0, 0), azimuth=0, elevation=46)
    shots["rolling-pin"] = Shot(wood.rolling_pin, 50, (0, 0, 2.0), azimuth=10, elevation=36)
    for timber in ("ash", "walnut"):
        for radius, height in ((10, 7), (15, 10)):
            shots[f"turned-bowl-{timber}-{radius * 2}-cm"] = Shot(
                lambda t=timber, r=radius, h=height: wood.turned_bowl(t, r, h), 42, (0, 0, 4.6), elevation=26)
    return shots


def garden():
    """The garden and the balcony."""
    shots = {}
    for color in ("terracotta", "basalt"):
        shots[f"terrace-planter-{color}"] = Shot(lambda c=color: planters.terrace_planter(c), 112, (0, 0, 46), elevation=10)
    for color in ("terracotta", "chalk"):
        shots[f"herb-pots-{color}"] = Shot(lambda c=color: planters.herb_pots(c), 46, (0, 0, 9.6), elevation=15)
    for color in ("forest", "zinc"):
        shots[f"watering-can-{color}"] = Shot(lambda c=color: planters.watering_can(c), 46, (-4.5, 0, 9.6), elevation=14)
    shots["bird-bowl"] = Shot(vessels.bird_bowl, 48, (0, 0, 4.2), elevation=24)
    for color in ("natural", "moss"):
        shots[f"garden-twine-{color}"] = Shot(lambda c=color: planters.garden_twine(c), 27, (2.6, 0, 4.8), elevation=17)
    for height in (18, 28):
        shots[f"storm-lantern-{height}-cm"] = Shot(lambda h=height: planters.storm_lantern(h), 44, (0, 0, 13.6), "evening", elevation=10)
    return shots


def home():
    """The two rooms of the home page."""
    wide = {"size": (1600, 900), "extra_samples": 6}
    return {
        "home-hero": Shot(rooms.hero, 152, (17, 0, 26), "room", azimuth=-4, elevation=6, lens=55.0, blur=5.0, **wide),
        "home-table": Shot(rooms.table, 138, (-2, 0, 6), "room", azimuth=8, elevation=34, lens=50.0, blur=5.0, **wide),
    }


ALL = {**home(), **ceramics(), **lights(), **cloths(), **stationery(), **kitchen(), **garden()}
