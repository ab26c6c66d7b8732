"""Streamlit's loggers, and those of its server, which write past everybody else's handlers."""

import logging

from streamlit import logger as streamlit_logger

OF_THE_SERVER = ("uvicorn", "uvicorn.error", "uvicorn.access")


def hand_over_logs() -> None:
    """Have what Streamlit and its server log go to the handlers of the root logger."""
    streamlit_logger.setup_formatter = _leave_to_root  # of the loggers that are still to come
    streamlit_logger.update_formatter()
    for name in OF_THE_SERVER:  # its own handlers would write each line once more
        log = logging.getLogger(name)
        for handler in log.handlers[:]:
            log.removeHandler(handler)
        log.propagate = True


def _leave_to_root(logger: logging.Logger) -> None:
    own = getattr(logger, "streamlit_console_handler", None)
    if own is not None:
        logger.removeHandler(own)
    logger.propagate = True
