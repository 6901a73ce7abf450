"""stub"""
from noroshi.model.frozen import frozen
from noroshi.model.promise_sums import PromiseSums
from noroshi.views.context import Context
@frozen
class PromiseSumsView:
    title: str
    rows: tuple[object,...]=()
    method: str=""
    note: str="stub"
def promise_sums_view(context: Context, sums: PromiseSums) -> PromiseSumsView:
    return PromiseSumsView("Promises")
