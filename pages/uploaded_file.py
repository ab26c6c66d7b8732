"""A file that came through the browser, which Streamlit keeps in memory until it is told."""

from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFile as Uploaded

__all__ = ["Uploaded", "release"]


def release(file: Uploaded) -> None:
    """
    Free the memory that the file takes.

    Streamlit itself does so only when the visitor leaves (tried with 1.67).
    """
    context = get_script_run_ctx()
    if context and isinstance(context.uploaded_file_mgr, MemoryUploadedFileManager):
        context.uploaded_file_mgr.remove_file(context.session_id, file.file_id)
