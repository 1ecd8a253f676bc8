"""One command makes a model again: what it needs is said before anything is changed."""

from pathlib import Path

import pytest

from models import DataFolderError
from models.errors import ModelNotFoundError
from models.training import train_model


def test_a_model_without_a_recipe_is_refused_with_the_names_of_those_that_have_one(
    tmp_path: Path,
) -> None:
    with pytest.raises(ModelNotFoundError, match=r"masonry.*ppe"):
        train_model("no_such_model", tmp_path)


def test_photographs_are_asked_for_where_the_project_may_not_pass_them_on(tmp_path: Path) -> None:
    with pytest.raises(DataFolderError, match="--data"):
        train_model("ppe", tmp_path)


def test_a_folder_without_pictures_is_no_photographs(tmp_path: Path) -> None:
    with pytest.raises(DataFolderError, match="images/"):
        train_model("ppe", tmp_path / "work", tmp_path)
    assert not (tmp_path / "work").exists()


def test_photographs_are_refused_by_a_model_that_draws_its_own(tmp_path: Path) -> None:
    with pytest.raises(DataFolderError, match="draws its own"):
        train_model("masonry", tmp_path / "work", tmp_path)
    assert not (tmp_path / "work").exists()
