"""The number that a rater read from a hand tool, beside the band it makes."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.add_column("ratings", sa.Column("value", sa.Float(), nullable=True))
