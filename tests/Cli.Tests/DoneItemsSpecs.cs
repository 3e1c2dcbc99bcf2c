using System.Text;
using Troupe.Cli.Lines;

namespace Troupe.Cli.Tests;

public sealed class DoneItemsSpecs
{
    [Fact]
    public void Any_part_of_an_unchanged_input_is_made_up_without_a_gap_or_a_repeat()
    {
        var random = new Random(7);
        for (var round = 0; round < 500; round++)
        {
            var input = Input(random, kinds: random.Next(1, 12));
            var lines = Enumerable.Range(0, input.Length).Where(_ => random.Next(3) > 0).OrderBy(_ => random.Next())
                .Select(place => (Index: (long)place, Item: input[place]))
                .ToList();
            var (added, done) = Resume(lines, input);
            lines.Concat(added).Order().ShouldBe(input.Select((item, place) => ((long)place, item)));
            done.Left.ShouldBe(0);
            done.IndexesHold.ShouldBeTrue();
        }
    }

    [Fact]
    public void Of_a_changed_input_each_item_has_a_line_in_the_end()
    {
        var random = new Random(11);
        for (var round = 0; round < 500; round++)
        {
            var before = Input(random, kinds: random.Next(1, 12));
            var lines = before.Select((item, place) => (Index: (long)place, Item: item)).Where(_ => random.Next(3) > 0).ToList();
            var after = Input(random, kinds: random.Next(1, 12));
            var (added, done) = Resume(lines, after);
            foreach (var item in before.Concat(after).Distinct())
            {
                var had = lines.Count(line => line.Item == item);
                added.Count(line => line.Item == item).ShouldBe(Math.Max(0, after.Count(other => other == item) - had));
            }

            done.Left.ShouldBe(lines.Count + added.Count - after.Length);
        }
    }

    private static string[] Input(Random random, int kinds) =>
        [.. Enumerable.Range(0, random.Next(1, 20)).Select(_ => $"{random.Next(kinds)}")];

    private static (List<(long Index, string Item)> Added, DoneItems Done) Resume(List<(long Index, string Item)> lines, string[] input)
    {
        var done = new DoneItems();
        foreach (var (index, item) in lines)
            done.Add(index, ItemKey.Of(Encoding.UTF8.GetBytes(item)));
        var added = new List<(long, string)>();
        for (var place = 0; place < input.Length; place++)
        {
            if (!done.Contains(place, ItemKey.Of(Encoding.UTF8.GetBytes(input[place])), out var index))
                added.Add((index, input[place]));
        }

        return (added, done);
    }
}
