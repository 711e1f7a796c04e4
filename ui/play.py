"""Play: the chosen dates move along time, and the map with them."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from refoulement.playing import STEPS, Player
from ui import state

_PLAY, _STEP, _SPEED, _LOOP = "play", "play_step", "play_speed", "play_loop"
SPEEDS = {"Slow": 2.0, "Normal": 1.0, "Fast": 0.5}  # seconds a step


@dataclass(frozen=True)
class _Playing:
    """The player, the seconds a step, and when (on the monotonic clock) the next step is due."""

    player: Player
    seconds: float
    due: float


def is_on() -> bool:
    """Whether the dates are moving by themselves."""
    return st.session_state.get(_PLAY) is not None


def stop() -> None:
    """Leave the dates where they are."""
    st.session_state[_PLAY] = None


def run(draw: Callable[[], None]) -> None:
    """Draw the part of the page that moves, and while playing only that, again and again."""
    playing: _Playing | None = st.session_state.get(_PLAY)
    if playing is None:
        with st.container():  # as a fragment does: the map keeps its place, and so its frame
            draw()
        return

    @st.fragment(run_every=playing.seconds)
    def moving() -> None:
        _step()
        now: _Playing | None = st.session_state.get(_PLAY)
        if now is None or now.seconds != playing.seconds:
            st.rerun()
        draw()

    moving()


def show() -> None:
    """The button, and how to play."""
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key="play_bar"):
        if is_on():
            st.button("Stop", on_click=stop, icon=":material/stop:", key="play_stop")
        else:
            st.button("Play", on_click=_start, icon=":material/play_arrow:", key="play_start")
        for key, label, options, usual in (
            (_STEP, "Step", STEPS, "Year"),
            (_SPEED, "Speed", SPEEDS, "Normal"),
        ):
            st.segmented_control(
                label,
                list(options),
                default=usual,
                required=True,
                label_visibility="collapsed",
                key=key,
            )
        st.toggle("Loop", key=_LOOP, help="Begin again at the end.")
        if is_on():
            st.html(
                '<p class="rm-quiet">Empty steps are silence, not calm. The table and the address '
                "follow when it stops.</p>"
            )


def _start() -> None:
    player = Player.start(state.dataset().span, state.selection(), STEPS[st.session_state[_STEP]])
    if not state.selection().has_dates:
        _move_to(player)
    else:
        _move_to(player.following(loop=False) or player.rewound())


def _step() -> None:
    """Move on where the time has come; stop at the end, or where a person chose other dates."""
    playing: _Playing | None = st.session_state.get(_PLAY)
    if playing is None:
        return
    chosen, player = state.selection(), playing.player
    if (chosen.date_from, chosen.date_to) != player.window:
        stop()
        return
    seconds = SPEEDS[st.session_state[_SPEED]]
    # A run that a click asked for comes before the time; one of the clock's may be a little early.
    if time.monotonic() < playing.due - playing.seconds / 4:
        st.session_state[_PLAY] = _Playing(player, seconds, playing.due)
        return
    months = STEPS[st.session_state[_STEP]]
    if months != player.months:
        player = Player(player.span, player.window, months)
    following = player.following(loop=st.session_state[_LOOP])
    if following is None:
        stop()
    else:
        _move_to(following)


def _move_to(player: Player) -> None:
    seconds = SPEEDS[st.session_state[_SPEED]]
    state.select(state.selection().with_dates(*player.window))
    st.session_state[_PLAY] = _Playing(player, seconds, time.monotonic() + seconds)
