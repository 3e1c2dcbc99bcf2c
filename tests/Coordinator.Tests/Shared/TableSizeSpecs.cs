using Troupe.SharedState.Dictionaries.Table;

namespace Troupe.Tests.Shared;

/// <summary>When the next table comes, and how large it is.</summary>
public sealed class TableSizeSpecs
{
    private const int KiB = 1024;
    private const int MiB = 1024 * KiB;

    [Fact]
    public void A_table_has_room_for_four_times_what_is_there_within_bounds()
    {
        Of(1, 8).Room(before: 0).ShouldBe(256 * KiB);
        Of(10_000, 100).Room(before: 0).ShouldBe(4 * (int)Of(10_000, 100).Bytes);
        Of(300, 60_000).Room(before: 0).ShouldBe(64 * MiB);
        Of(600, 60_000).Room(before: 0).ShouldBe(0, "above 32 MiB there is none");
    }

    [Fact]
    public void Where_little_changes_often_each_full_table_is_followed_by_one_of_twice_the_size_up_to_a_bound()
    {
        var (room, rooms) = (0, new List<int>());
        for (var table = 0; table < 8; table++)
            rooms.Add(room = Of(1, 8).Room(room));
        rooms.ShouldBe([256 * KiB, 512 * KiB, 1 * MiB, 2 * MiB, 4 * MiB, 8 * MiB, 8 * MiB, 8 * MiB]);
    }

    [Fact]
    public void A_table_that_was_little_used_makes_the_next_one_dearer_and_much_to_copy_does_too()
    {
        Of(1, 8).NextPrice(before: 0).ShouldBe(16);
        Of(1, 8).NextPrice(before: 16).ShouldBe(32);
        Of(1, 8).NextPrice(before: 1_000_000).ShouldBe(16_384);
        Of(64_000, 8).NextPrice(before: 0).ShouldBe(1_016);
    }

    [Fact]
    public void Long_values_come_back_to_a_table_only_after_a_while()
    {
        Of(2, 4 * KiB).IsOfLongValues.ShouldBeFalse();
        Of(2, 20 * KiB).IsOfLongValues.ShouldBeTrue();
        Of(2, 20 * KiB).NextPrice(before: 0).ShouldBe(1024);
        var mixed = Of(100, 8);
        mixed.Add(5, 60_000);
        mixed.IsOfLongValues.ShouldBeFalse("most of them are short");
    }

    private static TableSize Of(int count, int value)
    {
        var size = new TableSize();
        for (var added = 0; added < count; added++)
            size.Add(key: 8, value);
        return size;
    }
}
