"""Custom actions in the same process: Rasa's action endpoint without the network."""

from __future__ import annotations

import json
from typing import Any

from rasa.utils.endpoints import ClientResponseError, EndpointConfig
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection, ActionNotFoundException


class InProcessActions(EndpointConfig):
    """Answers `request` by running the action here, with the status codes the action server gives."""

    def __init__(self) -> None:
        super().__init__(url="in-process://actions", enable_selective_domain=True)
        self._executor = ActionExecutor()
        self._executor.register_package("actions")

    async def request(self, method: str = "post", subpath: str | None = None, content_type: str | None = None,
                      compress: bool = False, return_method: str = "json", **kwargs: Any) -> Any:
        try:
            return await self._executor.run(kwargs["json"])
        except ActionExecutionRejection as error:
            raise _refused(400, error, error.action_name) from error
        except ActionNotFoundException as error:
            raise _refused(404, error, error.action_name) from error


def _refused(status: int, error: Exception, action: str) -> ClientResponseError:
    return ClientResponseError(status, "", json.dumps({"error": str(error), "action_name": action}))
