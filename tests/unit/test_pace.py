"""Progress as it is told: thinned out, never going back, with the rows of a second."""

from jobs.pace import REPORT_EVERY_S, Pace


def test_progress_never_goes_back_within_an_attempt() -> None:
    pace = Pace()

    told = [
        pace.tell(progress, phase, None, 0.0)
        for progress, phase in ((0.1, "a"), (0.8, "b"), (0.2, "c"), (1.7, "d"))
    ]

    assert [each and each["progress"] for each in told] == [0.1, 0.8, 0.8, 1.0]


def test_phase_tells_of_itself_at_most_every_half_second() -> None:
    pace = Pace()
    times = (0.0, REPORT_EVERY_S / 2, REPORT_EVERY_S, REPORT_EVERY_S * 1.5)

    told = [pace.tell(0.5, "same", None, now_s) is not None for now_s in times]

    assert told == [True, False, True, False]


def test_rows_of_a_second_are_those_of_the_phase() -> None:
    pace = Pace()
    pace.tell(0.1, "reading", (0, 1000), 100.0)

    told = pace.tell(0.5, "reading", (500, 1000), 102.0)
    anew = pace.tell(0.6, "merging", (30, 60), 103.0)

    assert told is not None
    assert (told["rows_done"], told["rows_total"], told["rows_per_s"]) == (500, 1000, 250.0)
    assert anew is not None
    assert (anew["rows_done"], anew["rows_per_s"]) == (30, None)


def test_statement_that_is_measured_leads_to_where_it_ends() -> None:
    pace = Pace()
    pace.tell(0.1, "reading", None, 0.0)
    pace.measure(1000, until=0.7, now_s=1.0)

    halfway = pace.sample(0.5, 2.0)
    back = pace.sample(0.4, 3.0)
    pace.end_measure()
    after = pace.tell(0.3, "comparing", None, 4.0)

    assert halfway is not None
    assert (round(halfway["progress"], 3), halfway["rows_done"]) == (0.4, 500)
    assert halfway["rows_per_s"] == 500.0
    assert back is None
    assert after is not None
    assert (after["progress"], after["rows_done"]) == (0.7, None)
