"""Items that have no neighbours: embeddings whose ten nearest are far away."""

import numpy as np

from labelproof.kernel.refused import Problem, Undefined
from labelproof.quality.arrays import FloatArray
from labelproof.quality.findings import Checked, Finding, Where, check, share
from labelproof.quality.item_columns import Columns, refusal
from labelproof.quality.statistics.robust import robust_z

METHOD = "embedding_outliers/10-neighbours@1"
_MOST = 4e12  # multiplications: about three minutes
_BLOCK = 1 << 23  # distances held at a time, 64 MB


@check(METHOD)
def embedding_outliers(
    table: Columns,
    reference: Columns | None = None,
    *,
    column: str = "embedding",
    neighbours: int = 10,
    z: float = 3.5,
) -> Checked:
    """Rows whose mean Euclidean distance to their 10 nearest neighbours has a robust z above 3.5.

    Shape:     a column of embeddings (n, d). Scale them first if cosine is meant: on unit vectors the order is the same.
    Unit:      summary: share of rows.
    Missing:   rows with a NaN are left out.
    Undefined: no_rows (also at no more rows than neighbours); no_column; zero_variance, when distances are mostly
               equal; did_not_finish, when n² d > 4e12: draw a sample.
    Source:    Angiulli & Pizzuti, Fast Outlier Detection in High Dimensional Spaces (2002): the weight of a point.

    >>> points = np.vstack([np.random.default_rng(0).normal(size=(50, 2)), [[40.0, 40.0]]])
    >>> embedding_outliers(Columns({"embedding": points})).findings[0].where.rows[-1]
    50
    """
    points = np.asarray(table.column(column), dtype=np.float64)
    if points.ndim != 2:
        raise refusal([Problem(column, f"is {points.ndim}-d, not one embedding a row")])
    rows = np.flatnonzero(~table.missing(column))
    if len(rows) <= neighbours:
        raise Undefined("no_rows")
    if float(len(rows)) ** 2 * points.shape[1] > _MOST:
        raise Undefined("did_not_finish")
    scores = robust_z(_mean_distances(points[rows], neighbours))
    if scores is None:
        raise Undefined("zero_variance")
    far = tuple(rows[scores > z].tolist())
    what = f"{len(far)} rows lie far from their {neighbours} nearest neighbours"
    findings = (Finding("embedding_outliers", Where(column, far), what, len(far), "warn", "look at these items"),)
    return Checked("embedding_outliers", findings if far else (), share(len(far), len(rows), "rows", METHOD))


def _mean_distances(points: FloatArray, neighbours: int) -> FloatArray:
    centred = points - points.mean(axis=0)  # |a|² + |b|² - 2ab loses digits far from the origin
    squared = (centred * centred).sum(axis=1)
    means = np.empty(len(points))
    step = max(1, _BLOCK // len(points))
    for start in range(0, len(points), step):
        block = slice(start, min(start + step, len(points)))
        distance = squared[block, None] + squared - 2 * centred[block] @ centred.T
        distance[np.arange(len(distance)), np.arange(block.start, block.stop)] = np.inf
        nearest = np.partition(distance, neighbours - 1, axis=1)[:, :neighbours]
        means[block] = np.sqrt(np.maximum(np.sort(nearest, axis=1), 0)).mean(axis=1)
    return means
