from cityloop.kit.work import Work
from cityloop.people.duties.tables import Post
from cityloop.people.facts import PostGiven


def give(work: Work, member_id: int, duty: str, area: str) -> Post:
    """Give the member a duty in an area."""
    post = work.keep(Post(member_id=member_id, duty=duty, area=area))
    work.tell(PostGiven(post=post.id, member=member_id))
    return post
