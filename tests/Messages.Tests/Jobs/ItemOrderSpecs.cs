using Troupe.Messages.Jobs;

namespace Troupe.Messages.Tests.Jobs;

/// <summary>The outcomes of a chunk's items come in order, each once; what a worker says of that is the word of a process that nobody
/// trusts.</summary>
public sealed class ItemOrderSpecs
{
    [Theory]
    [InlineData(0, 4, 0, 1)]
    [InlineData(0, 4, 0, 4)]
    [InlineData(3, 4, 3, 1)]
    [InlineData(0, int.MaxValue, 0, int.MaxValue)]
    public void The_next_items_follow(int next, int all, int first, int count) => ItemOrder.Follows(next, all, first, count).ShouldBeTrue();

    [Theory]
    [InlineData(1, 4, 0, 1)] // It has its outcome already.
    [InlineData(0, 4, 1, 1)] // One is left out.
    [InlineData(0, 4, 0, 0)]
    [InlineData(0, 4, 0, -1)]
    [InlineData(0, 4, 0, 5)] // There are not so many.
    [InlineData(4, 4, 4, 1)] // All have theirs.
    [InlineData(2, 4, 2, int.MaxValue)]
    [InlineData(0, 4, int.MinValue, 1)]
    [InlineData(0, 4, -1, int.MaxValue)]
    [InlineData(0, 0, 0, 1)] // A call has none.
    public void Anything_else_does_not(int next, int all, int first, int count) =>
        ItemOrder.Follows(next, all, first, count).ShouldBeFalse();

    [Fact]
    public void Each_item_once_and_in_order_is_the_only_way_through()
    {
        const int all = 5;
        for (var next = 0; next <= all; next++)
        {
            for (var first = -1; first <= all + 1; first++)
            {
                for (var count = -1; count <= all + 1; count++)
                {
                    ItemOrder.Follows(next, all, first, count)
                        .ShouldBe(first == next && count >= 1 && first + count <= all, $"{first}, {count} after {next}");
                }
            }
        }
    }

    [Fact]
    public void What_is_wrong_is_named()
    {
        ItemOrder.Broken(7, 2, 4, 3, 1).ShouldContain("job 7, whose next item is 2 of 4");
        ItemOrder.Broken(7, 0, 0, 0, 1).ShouldContain("which has none");
    }
}
