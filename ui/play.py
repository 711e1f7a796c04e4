"""Play: the chosen dates move along time, and the map with them."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import streamlit as st

from refoulement.presentation.html import escape
from refoulement.selecting.playing import STEPS, Player
from refoulement.wording import span_text
from ui import state

_PLAY, _LAST = "play", "played_last"
_STEP, _SPEED, _LOOP = "play_step", "play_speed", "play_loop"
SPEEDS = {"Slow": 2.0, "Normal": 1.0, "Fast": 0.5}  # seconds a step


@dataclass(frozen=True)
class _Playing:
    """The player, the seconds a step, and when on the monotonic clock the next step may come."""

    player: Player
    seconds: float
    due: float


def is_on() -> bool:
    """Whether the dates are moving by themselves."""
    return _playing() is not None


def stop() -> None:
    """Leave the dates where they are."""
    st.session_state[_PLAY] = None


def run(draw: Callable[[], None], hear: Callable[[], None]) -> None:
    """Draw the part of the page that moves, and while playing only that, again and again.

    While playing a click in it runs it alone: `hear` is what listens, before it is drawn.
    """
    playing = _playing()
    if playing is None:
        with st.container():  # as a fragment does: the map keeps its place, and so its frame
            draw()
        return

    @st.fragment(run_every=playing.seconds)
    def moving() -> None:
        hear()
        moved = _step()
        draw()
        now = _playing()
        # After drawing: what is not drawn in a run loses what a person set there.
        if now is None or now.seconds != playing.seconds:
            st.rerun()
        if moved:
            _pause(0.5)

    moving()
    _pause(0.8)


def show() -> Callable[[], None]:
    """What is played. What is given draws the button, and how to play, above it."""
    whole = st.container(key="play")
    controls = whole.container(horizontal=True, gap="small", vertical_alignment="center")
    chosen = state.selection()
    said = (
        f"<b>{escape(span_text(chosen.date_from, chosen.date_to))}</b>. "
        "The table and the address follow when it stops."
        if is_on()
        else "Play moves the dates along time. Empty steps are silence, not calm."
    )
    whole.html(f'<p class="rm-quiet">{said}</p>')

    def show_controls() -> None:
        with controls:
            _controls()

    return show_controls


def _controls() -> None:
    """The button, how large a step is, how fast, and whether it begins again."""
    if is_on():
        st.button("Stop", on_click=stop, icon=":material/stop:", key="play_stop")
    else:
        st.button("Play", on_click=_start, icon=":material/play_arrow:", key="play_start")
    for name, label, options, usual in (
        (_STEP, "Step", STEPS, "Year"),
        (_SPEED, "Speed", SPEEDS, "Normal"),
    ):
        st.segmented_control(
            label,
            list(options),
            default=usual,
            required=True,
            label_visibility="collapsed",
            key=name,
        )
    st.toggle("Loop", key=_LOOP, help="Begin again at the end.")


def _playing() -> _Playing | None:
    playing: _Playing | None = st.session_state.get(_PLAY)
    return playing


def _start() -> None:
    """Go on from where it stopped, or from the dates chosen since; from the end, begin again."""
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
    """Move on where the time has come; stop at the end, or where a person chose other dates.

    Says whether it moved.
    """
    playing = _playing()
    if playing is None:
        return False
    chosen, player = state.selection(), playing.player
    if (chosen.date_from, chosen.date_to) != player.window:
        stop()
        return False
    if time.monotonic() < playing.due:  # a run that a click asked for
        seconds = SPEEDS[st.session_state[_SPEED]]
        st.session_state[_PLAY] = replace(playing, seconds=seconds)
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
    """Let a share of a step's time pass from now on, so that a slow machine shows it too."""
    playing = _playing()
    if playing:
        due = time.monotonic() + playing.seconds * share
        st.session_state[_PLAY] = replace(playing, due=due)


def _move_to(player: Player) -> None:
    seconds = SPEEDS[st.session_state[_SPEED]]
    state.select(state.selection().with_dates(*player.window))
    st.session_state[_PLAY] = _Playing(player, seconds, time.monotonic() + seconds)
    st.session_state[_LAST] = player
