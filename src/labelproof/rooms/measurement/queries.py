"""What screens ask about measures, findings and actions."""

import sqlalchemy as sa

from labelproof.ports.query import Query, param
from labelproof.rooms.measurement.tables import actions, findings, measures

LOG = param("log_id")

newest_measures = Query(
    sa.select(measures).where(measures.c.log_id == LOG).order_by(measures.c.idx.desc()).limit(param("limit"))
)
measure = Query(sa.select(measures).where(measures.c.log_id == LOG, measures.c.measure_id == param("measure_id")))
latest_of = Query(
    sa.select(measures.c.measure_id)
    .where(
        measures.c.log_id == LOG,
        measures.c.question == param("question"),
        measures.c.measure == param("measure"),
        measures.c.annotator == param("annotator"),
        measures.c.inputs == param("inputs"),
    )
    .order_by(measures.c.idx.desc())
    .limit(1)
)
findings_in = Query(
    sa.select(findings)
    .where(findings.c.log_id == LOG, findings.c.state == param("state"))
    .order_by(findings.c.opened_at.desc(), findings.c.finding)
    .limit(200)
)
actions_in = Query(
    sa.select(actions, findings.c.state.label("finding_state"))
    .select_from(
        actions.join(findings, (findings.c.log_id == actions.c.log_id) & (findings.c.finding == actions.c.finding))
    )
    .where(actions.c.log_id == LOG, findings.c.state == param("state"))
    .order_by(actions.c.planned_index)
)
measures_compared = Query(
    sa.select(measures)
    .distinct()
    .select_from(
        measures.join(
            actions,
            (actions.c.log_id == measures.c.log_id)
            & sa.or_(actions.c.before == measures.c.measure_id, actions.c.after == measures.c.measure_id),
        )
    )
    .where(measures.c.log_id == LOG)
)
