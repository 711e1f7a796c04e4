"""What a visitor is not told: whose machine this is, and where on it the program lies.

Streamlit begins each session with the path of its script, the versions of Python and system, and
a hash of the machine's id, by which an onion service and a public site could be known for one.
"""

from __future__ import annotations

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.runtime_util import serialize_forward_msg
from streamlit.web.server.starlette import starlette_websocket


def without_identity(msg: ForwardMsg) -> bytes:
    """A message as it is sent: as Streamlit has it, without what nobody here needs."""
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
                if field.name != "streamlit_version":  # by which a page knows that it is too old
                    part.ClearField(field.name)
        # What agents for programming are installed here.
        first.recommend_skills_install = False
        first.skills_nudge_suppressed_reason = ""
    elif kind == "git_info_changed":
        msg.git_info_changed.Clear()
    return serialize_forward_msg(msg)


def keep_secret() -> None:
    """Have Streamlit send messages so. It has no setting for this."""
    starlette_websocket.serialize_forward_msg = without_identity  # type: ignore[attr-defined]
