"""Playback: the chosen dates move forward in time, and the map with them."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import streamlit as st

from refoulement.messages import Words, gettext, marked
from refoulement.presentation.html import paragraph, render
from refoulement.selecting.playing import STEPS, Player
from refoulement.wording import span_text
from ui import state

_PLAY, _LAST = "play", "played_last"
_STEP, _SPEED, _LOOP = "play_step", "play_speed", "play_loop"
_STEP_NAMES = Words(
    {"Month": marked("Month"), "Quarter": marked("Quarter"), "Year": marked("Year")}
)
_SPEED_NAMES = Words({"Slow": marked("Slow"), "Normal": marked("Normal"), "Fast": marked("Fast")})
SPEEDS = {"Slow": 2.0, "Normal": 1.0, "Fast": 0.5}  # seconds per step
QUICKLY = 0.5  # fraction of a step's time spent on dates without statements


@dataclass(frozen=True)
class _Playing:
    """The player, the seconds per step, and when (monotonic clock) the next step is due."""

    player: Player
    seconds: float
    due: float


def is_on() -> bool:
    """Whether the dates are moving on their own."""
    return _playing() is not None


def stop() -> None:
    """Stop at the current dates."""
    st.session_state[_PLAY] = None


def run(draw: Callable[[], None], hear: Callable[[], None]) -> None:
    """Draw the moving part of the page; during playback redraw only that, again and again.

    During playback a click in this part reruns it alone, so `hear` handles clicks before drawing.
    """
    playing = _playing()
    if playing is None:
        with st.container():  # as in a fragment, so that the map keeps its place and thus its frame
            draw()
        return

    @st.fragment(run_every=playing.seconds)
    def moving() -> None:
        hear()
        moved = _step()
        draw()
        now = _playing()
        # Rerun only after drawing: widgets that a run does not draw lose their values.
        if now is None or now.seconds != playing.seconds:
            st.rerun()
        if moved:
            _pause(0.5)

    moving()
    _pause(0.8)


def show() -> None:
    """The play button, and behind another button the step size, speed and looping."""
    # A single button, so that keyboard focus stays on it.
    st.button(
        gettext("Stop") if is_on() else gettext("Play"),
        on_click=stop if is_on() else _start,
        icon=":material/stop:" if is_on() else ":material/play_arrow:",
        key="play_button",
    )
    with st.popover(gettext("Play settings"), icon=":material/settings:", key="play_settings"):
        st.html(paragraph(_hint(), "rm-quiet"))
        for name, label, options, names, usual in (
            (_STEP, gettext("Step"), STEPS, _STEP_NAMES, "Year"),
            (_SPEED, gettext("Speed"), SPEEDS, _SPEED_NAMES, "Normal"),
        ):
            st.segmented_control(
                label,
                list(options),
                format_func=names.__getitem__,
                default=usual,
                required=True,
                key=name,
            )
        st.toggle(gettext("Loop"), key=_LOOP, help=gettext("Begin again at the end."))


def show_window() -> None:
    """The current dates, large on the map, and a notice if they have no statements."""
    playing = _playing()
    if playing is None:
        return
    nothing = gettext("no statements: this does not mean that nothing happened")
    is_empty = not state.selection().count(state.dataset())
    window = span_text(*playing.player.window)
    st.html(render("playing.html", window=window, nothing=nothing if is_empty else ""))


def _hint() -> str:
    return gettext(
        "Watch the reports appear year by year. A year without reports does not mean nothing "
        "happened. The table updates when you stop."
    )


def _playing() -> _Playing | None:
    playing: _Playing | None = st.session_state.get(_PLAY)
    return playing


def _start() -> None:
    """Resume where it stopped, or start from newly chosen dates; at the end, start over."""
    chosen, months = state.selection(), STEPS[st.session_state[_STEP]]
    last: Player | None = st.session_state.get(_LAST)
    if last and last.window == (chosen.date_from, chosen.date_to):
        player = last.with_step(months)
    else:
        player = Player.start(state.dataset().span, chosen, months)
        if not chosen.has_dates:
            _move_to(player)
            return
    _move_to(player.following(loop=True) or player)


def _step() -> bool:
    """Move on when the step is due; stop at the end, or if a person chose other dates.

    Returns whether it moved.
    """
    playing = _playing()
    if playing is None:
        return False
    chosen, player = state.selection(), playing.player
    if (chosen.date_from, chosen.date_to) != player.window:
        stop()
        return False
    if time.monotonic() < playing.due:  # this run was caused by a click
        st.session_state[_PLAY] = replace(playing, seconds=_seconds())
        return False
    months = STEPS[st.session_state[_STEP]]
    if months != player.months:
        player = player.with_step(months)
    following = player.following(loop=st.session_state[_LOOP])
    if following is None:
        stop()
        return False
    _move_to(following)
    return True


def _pause(share: float) -> None:
    """Wait a fraction of a step before the next, so that a slow machine can show each one."""
    playing = _playing()
    if playing:
        due = time.monotonic() + playing.seconds * share
        st.session_state[_PLAY] = replace(playing, due=due)


def _seconds() -> float:
    """How long the current dates stay: those without statements pass quickly."""
    is_empty = not state.selection().count(state.dataset())
    return SPEEDS[st.session_state[_SPEED]] * (QUICKLY if is_empty else 1)


def _move_to(player: Player) -> None:
    state.select(state.selection().with_dates(*player.window))
    seconds = _seconds()
    st.session_state[_PLAY] = _Playing(player, seconds, time.monotonic() + seconds)
    st.session_state[_LAST] = player
