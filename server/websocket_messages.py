"""Rejects text on WebSockets: Streamlit's messages are binary, and text causes a traceback."""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

UNSUPPORTED = 1003  # close code: unsupported data


class BinaryFrames:
    """Closes a WebSocket at the first text message, and lets nothing through after it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on everything but text."""
        if scope["type"] != "websocket":
            await self.app(scope, receive, send)
            return
        is_closed = False

        async def receive_binary() -> Message:
            nonlocal is_closed
            message = await receive()
            if message.get("text") is None:
                return message
            is_closed = True
            await send({"type": "websocket.close", "code": UNSUPPORTED})
            return {"type": "websocket.disconnect", "code": UNSUPPORTED}

        async def send_while_open(message: Message) -> None:
            if not is_closed:
                await send(message)

        await self.app(scope, receive_binary, send_while_open)
