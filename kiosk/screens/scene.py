"""Room: kiosk. A scene to look through: touch things, say what is right, choose what to do."""

from collections.abc import Callable

import pygame
from PIL import Image as PillowImage

from kiosk.plays import sprite_box, view_picture
from kiosk.screens.page import Page, Press, across, down
from kiosk.screens.play import PlayScreen
from kiosk.screens.theme import BODY, LEAD, LEAST, SMALL, TITLE, WHITE
from kiosk.screens.widgets import Button, Hotspot, Mark, Panel, Picture, Style, Text
from kiosk.screens.widgets.picture import inside
from scenarios.plays import Slide, Thing

FAR = 8
"""How many steps the large arrows move a slide."""

TWO_COLUMNS = 5
"""From so many options on they stand in two columns."""


class SceneScreen(PlayScreen):
    """One of: the views, one thing closer, what to do about it, or something to be moved."""

    name = "scene"

    def opened(self) -> None:
        """Begin in the first view."""
        self._thing: Thing | None = None
        self._slide: Slide | None = None
        self._choosing = False
        self._ending = False
        self._chosen: list[str] = []
        self._offset_mm = 0.0
        self._grip: tuple[int, float] | None = None
        """Where a finger took hold of the slide, and how far off the slide lay then."""
        self._picture = pygame.Rect(0, 0, 0, 0)
        """Where the view's picture lies on the screen."""
        self._go(self.playing.scene.scene.views[0].id)

    def pending(self) -> None:
        """A slide being moved lies where it lies."""
        if self._slide is not None:
            moved = self.playing.made("slide", self._slide.id, value=self._offset_mm)
            self.playing.write(moved)
            self.playing.count(moved)

    def compose_play(self, page: Page) -> None:
        """What is looked at now."""
        if self._ending:
            self._compose_end(page)
        elif self._choosing and self._thing is not None:
            self._compose_options(page, self._thing)
        elif self._slide is not None:
            self._compose_slide(page, self._slide)
        elif self._thing is not None:
            self._compose_thing(page, self._thing)
        else:
            self._compose_views(page)

    # --- the views -----------------------------------------------------------------------------

    def _compose_views(self, page: Page) -> None:
        theme, run = page.theme, self.playing.scene
        page.footer(
            *self.common_presses(page),
            Press("done", page.say("play.finished"), lambda: self._end_asked(True), picture="check",
                  style=Style.CALL, weight=1.6),
        )  # fmt: skip
        shown, side = self._sides(page)
        self._compose_hotspots(page, self._compose_scene(page, shown))
        lead, rest = _cut_top(side, theme.px(86))
        words, clock = across(lead, (2.6, 1), theme.px(8))
        page.add(Text(words, page.say("play.look"), theme, sizes=(BODY, SMALL, LEAST)))
        self.time_left(page, clock)
        views = run.scene.views
        if theme.portrait:
            boxes = across(rest, [1] * len(views), theme.px(12))
            boxes = [
                pygame.Rect(b.left, b.top, b.width, min(b.height, theme.px(130))) for b in boxes
            ]
        else:
            boxes = down(rest, [1] * max(4, len(views)), theme.px(10))
        for view, box in zip(views, boxes, strict=False):
            here = view.id == self._view
            page.add(
                Button(box, f"view {view.id}", self.words(f"views.{view.id}"), self._to(view.id),
                       theme, style=Style.PRIMARY if here else Style.SECONDARY, size=BODY,
                       picture="eye" if here and not theme.portrait else None)
            )  # fmt: skip

    def _compose_scene(self, page: Page, box: pygame.Rect) -> tuple[pygame.Surface, pygame.Rect]:
        """The view in its box: its picture as it lies on the screen, and where."""
        drawn = self._drawn()
        place = inside(drawn.size, box)
        picture = pygame.transform.smoothscale(_surface(drawn), place.size)
        page.add(Picture(place, picture))
        self._scale, self._picture = place.width / drawn.width, place
        return picture, place

    def _compose_hotspots(self, page: Page, scene: tuple[pygame.Surface, pygame.Rect]) -> None:
        picture, place = scene
        run = self.playing.scene

        def add(name: str, label: str, box: tuple[float, ...], act: Callable[[], object],
                mark: Mark, outline: tuple[tuple[float, float], ...] = ()) -> None:  # fmt: skip
            left, top, right, bottom = (round(side * self._scale) for side in box)
            rect = pygame.Rect(left, top, right - left, bottom - top).move(place.topleft)
            points = [
                (round(x * self._scale) + place.left, round(y * self._scale) + place.top)
                for x, y in outline
            ]
            page.add(
                Hotspot(rect.clip(place), name, label, act, page.theme, picture=picture,
                        corner=place.topleft, outline=points, mark=mark)
            )  # fmt: skip

        for thing in run.scene.things:
            if thing.view == self._view:
                add(f"thing {thing.id}", self.words(f"things.{thing.id}"), thing.place,
                    self._look_at(thing), self._mark_of(thing), thing.outline)  # fmt: skip
        for slide in run.scene.slides:
            if slide.view == self._view:
                box = sprite_box(self.services.session.pack, slide, run.offset_mm(slide.id))
                moved = Mark.DONE if slide.id in run.offsets_mm else Mark.NONE
                add(f"slide {slide.id}", self.words(f"slides.{slide.id}"), box,
                    self._move(slide), moved)  # fmt: skip

    def _mark_of(self, thing: Thing) -> Mark:
        run = self.playing.scene
        if thing.id in run.reported:
            return Mark.WRONG
        if thing.task:
            return Mark.DONE if thing.id in run.chosen else Mark.NONE
        return Mark.RIGHT if thing.id in run.cleared else Mark.NONE

    def _to(self, view: str) -> Callable[[], None]:
        return lambda: self._go(view)

    def _go(self, view: str) -> None:
        self._view = view
        self.act("go", view)

    def _look_at(self, thing: Thing) -> Callable[[], None]:
        def act() -> None:
            self._thing = thing
            self.act("look", thing.id)

        return act

    # --- one thing, closer ---------------------------------------------------------------------

    def _compose_thing(self, page: Page, thing: Thing) -> None:
        theme = page.theme
        back = Press("close", page.say("app.back"), self._close, style=Style.SECONDARY,
                     picture="arrow left", weight=0.8)  # fmt: skip
        if thing.task:
            choose = Press("choose", page.say("play.choose"), self._choose, picture="arrow right",
                           style=Style.CALL, weight=1.4)  # fmt: skip
            page.footer(back, choose)
        else:
            page.footer(
                back,
                Press("right", page.say("play.right"), self._say_right, picture="check"),
                Press("wrong", page.say("play.wrong"), self._say_wrong, picture="warning",
                      style=Style.CALL),
            )  # fmt: skip
        shown, side = self._sides(page)
        self._compose_closer(page, shown, thing)
        name, words = down(side, (1, 2), theme.px(16))
        page.add(Text(name, self.words(f"things.{thing.id}"), theme, sizes=(42, 36, LEAD, BODY),
                      bold=True, stand="bottom"))  # fmt: skip
        key = "play.task" if thing.task else "play.is_it_right"
        page.add(Text(words, page.say(key), theme, sizes=(LEAD, BODY, SMALL)))

    def _compose_closer(self, page: Page, box: pygame.Rect, thing: Thing) -> None:
        """The thing and a little of what is around it, as large as it can be shown."""
        drawn = self._drawn()
        left, top, right, bottom = thing.place
        spare = 0.18 * max(right - left, bottom - top)
        around = (
            round(max(0, left - spare)),
            round(max(0, top - spare)),
            round(min(drawn.width, right + spare)),
            round(min(drawn.height, bottom + spare)),
        )
        page.add(Panel(box, page.theme))
        margin = page.theme.px(14)
        part = _surface(drawn.crop(around))
        page.add(Picture(box.inflate(-2 * margin, -2 * margin), part, ground=WHITE))

    def _close(self) -> None:
        self._thing, self._choosing = None, False

    def _say_right(self) -> None:
        thing = self._thing
        self._close()
        if thing is not None:
            self.act("clear", thing.id)

    def _say_wrong(self) -> None:
        thing = self._thing
        if thing is not None:
            self.act("report", thing.id, then=self._choose)

    # --- what to do about it -------------------------------------------------------------------

    def _choose(self) -> None:
        if self._thing is not None and self._thing.options:
            self._choosing = True
            self._chosen = list(self.playing.scene.chosen.get(self._thing.id, ()))
        else:
            self._close()

    def _compose_options(self, page: Page, thing: Thing) -> None:
        theme = page.theme
        page.footer(
            Press("anew", page.say("play.anew"), self._forget, style=Style.SECONDARY,
                  picture="repeat", enabled=bool(self._chosen), weight=0.8),
            Press("chosen", page.say("play.chosen"), self._keep_choice, picture="check",
                  style=Style.CALL, enabled=bool(self._chosen), weight=1.4),
        )  # fmt: skip
        if theme.portrait:
            told, rest = down(page.body, (1, 2.2), theme.px(20))
            shown, words = across(told, (1, 1), theme.px(20))
        else:
            told, rest = across(page.body, (1, 2), theme.px(28))
            shown, words = down(told, (1, 1), theme.px(14))
        self._compose_closer(page, shown, thing)
        name, lead = down(words, (1, 1.7), theme.px(8))
        page.add(Text(name, self.words(f"things.{thing.id}"), theme,
                      sizes=(34, LEAD, BODY, SMALL, LEAST), bold=True))  # fmt: skip
        page.add(Text(lead, page.say("play.in_order"), theme, sizes=(BODY, SMALL, LEAST)))
        options = self.playing.scene.setup.options[thing.id]
        columns = 2 if len(options) >= TWO_COLUMNS else 1
        rows = down(rest, [1] * max(4, -(-len(options) // columns)), theme.px(12))
        boxes = [box for row in rows for box in across(row, [1] * columns, theme.px(14))]
        for option, box in zip(options, boxes, strict=False):
            self._compose_option(page, option, box)

    def _compose_option(self, page: Page, option: str, box: pygame.Rect) -> None:
        box.height = min(box.height, page.theme.px(150))
        label = self.words(f"options.{option}")
        taken = option in self._chosen
        if taken:
            label = f"{self._chosen.index(option) + 1}.  {label}"
        page.add(
            Button(box, f"option {option}", label, self._take(option), page.theme, size=LEAD,
                   style=Style.PRIMARY if taken else Style.SECONDARY)
        )  # fmt: skip

    def _take(self, option: str) -> Callable[[], None]:
        def act() -> None:
            if option in self._chosen:
                self._chosen.remove(option)
            else:
                self._chosen.append(option)

        return act

    def _forget(self) -> None:
        self._chosen = []

    def _keep_choice(self) -> None:
        thing, chosen = self._thing, tuple(self._chosen)
        self._close()
        if thing is not None:
            self.act("choose", thing.id, chosen)

    # --- something to be moved -----------------------------------------------------------------

    def _move(self, slide: Slide) -> Callable[[], None]:
        def act() -> None:
            self._slide = slide
            self._offset_mm = self.playing.scene.offset_mm(slide.id)

        return act

    def _compose_slide(self, page: Page, slide: Slide) -> None:
        theme = page.theme
        page.footer(
            Press("placed", page.say("play.placed"), self._place, picture="check",
                  style=Style.CALL)
        )  # fmt: skip
        shown, side = self._sides(page)
        self._compose_scene(page, shown)
        words, arrows = down(side, (1, 1.6), theme.px(16))
        name, lead = down(words, (1, 1.2), theme.px(8))
        page.add(Text(name, self.words(f"slides.{slide.id}"), theme, sizes=(36, LEAD, BODY),
                      bold=True))  # fmt: skip
        page.add(Text(lead, page.say("play.move"), theme, sizes=(BODY, SMALL, LEAST)))
        places = [box for row in down(arrows, (1, 1), theme.px(14))
                  for box in across(row, (1, 1), theme.px(14))]  # fmt: skip
        for (name_, key, picture, steps), box in zip(
            (
                ("left", "play.left", "arrow left", -1),
                ("right", "play.to_right", "arrow right", 1),
                ("far left", "play.far_left", "arrow left", -FAR),
                ("far right", "play.far_right", "arrow right", FAR),
            ),
            places,
            strict=True,
        ):
            page.add(
                Button(box, name_, page.say(key), self._shift(slide, steps), theme, size=BODY,
                       picture=picture, style=Style.PRIMARY if abs(steps) == 1 else Style.SECONDARY)
            )  # fmt: skip

    def _shift(self, slide: Slide, steps: int) -> Callable[[], None]:
        return lambda: self._lie(slide, self._offset_mm + steps * slide.step_mm)

    def _lie(self, slide: Slide, offset_mm: float) -> None:
        """Lay the slide there, not out of the picture."""
        far = 2 * slide.most_mm
        self._offset_mm = min(far, max(-far, offset_mm))

    def drag(self, place: tuple[int, int], *, begins: bool) -> bool:
        """A finger on the picture moves the slide with it, in the steps that the buttons make."""
        slide = self._slide if self.begun and not self._covered else None
        if slide is None:
            return False
        if begins:
            if not self._picture.collidepoint(place):
                return False
            self._grip = (place[0], self._offset_mm)
        elif self._grip is not None:
            at, lay = self._grip
            moved_mm = (place[0] - at) / self._scale * slide.mm_per_px
            self._lie(slide, lay + round(moved_mm / slide.step_mm) * slide.step_mm)
            self.refresh()
        return True

    def _place(self) -> None:
        slide, offset = self._slide, self._offset_mm
        self._slide = None
        if slide is not None:
            self.act("slide", slide.id, value=offset)

    # --- the end -------------------------------------------------------------------------------

    def _compose_end(self, page: Page) -> None:
        """Finished? One touch too many must end nothing."""
        page.footer(
            Press("stay", page.say("play.go_on_looking"), lambda: self._end_asked(False),
                  style=Style.SECONDARY, picture="arrow left"),
            Press("finish", page.say("play.yes_finished"), self.finish, picture="check",
                  style=Style.CALL),
        )  # fmt: skip
        title, lead = down(page.body, (1, 1), page.theme.px(10))
        page.add(Text(title, page.say("play.finish_title"), page.theme, sizes=(TITLE, 38),
                      bold=True, stand="bottom", align="centre"))  # fmt: skip
        page.add(Text(lead, page.say("play.finish_lead"), page.theme, sizes=(LEAD, BODY),
                      ink="muted", align="centre"))  # fmt: skip

    def _end_asked(self, asked: bool) -> None:
        self._ending = asked

    # --- inside --------------------------------------------------------------------------------

    def _sides(self, page: Page) -> tuple[pygame.Rect, pygame.Rect]:
        """The picture's box and what stands beside it, or under it in portrait."""
        if page.theme.portrait:
            height = round(page.body.width * 3 / 4)
            shown, rest = _cut_top(page.body, height)
            rest.top += page.theme.px(20)
            rest.height -= page.theme.px(20)
            return shown, rest
        width = round(page.body.height * 4 / 3)
        gap = page.theme.px(28)
        shown = pygame.Rect(page.body.left, page.body.top, width, page.body.height)
        left = shown.right + gap
        return shown, pygame.Rect(left, page.body.top, page.body.right - left, page.body.height)

    def _drawn(self) -> PillowImage.Image:
        run = self.playing.scene
        offsets = run.offsets_mm_now
        if self._slide is not None:
            offsets[self._slide.id] = self._offset_mm
        return view_picture(self.services.session.pack, run.setup, self._view, offsets)


def _surface(picture: PillowImage.Image) -> pygame.Surface:
    return pygame.image.frombuffer(picture.tobytes(), picture.size, "RGB").copy()


def _cut_top(box: pygame.Rect, height: int) -> tuple[pygame.Rect, pygame.Rect]:
    top = pygame.Rect(box.left, box.top, box.width, height)
    return top, pygame.Rect(box.left, top.bottom, box.width, box.height - height)
