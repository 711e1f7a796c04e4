"""Hides from visitors whose machine this is, and where the program lies on it.

Streamlit begins each session with the path of its script, the versions of Python and the system,
and a hash of the machine's id, which could link an onion service to a public site.
"""

from __future__ import annotations

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.runtime_util import serialize_forward_msg
from streamlit.web.server.starlette import starlette_websocket


def without_identity(msg: ForwardMsg) -> bytes:
    """Serialize a message as Streamlit does, without the details that nobody here needs."""
    kind = msg.WhichOneof("type")
    if kind == "new_session":
        session = msg.new_session
        session.main_script_path = ""
        first = session.initialize
        for part, fields in (
            (first.user_info, first.user_info.DESCRIPTOR.fields),
            (first.environment_info, first.environment_info.DESCRIPTOR.fields),
        ):
            for field in fields:
                if field.name != "streamlit_version":  # lets a page notice that it is outdated
                    part.ClearField(field.name)
        # Which coding agents are installed here.
        first.recommend_skills_install = False
        first.skills_nudge_suppressed_reason = ""
    elif kind == "git_info_changed":
        msg.git_info_changed.Clear()
    return serialize_forward_msg(msg)


def keep_secret() -> None:
    """Have Streamlit send messages this way, for which it has no setting."""
    starlette_websocket.serialize_forward_msg = without_identity  # type: ignore[attr-defined]
