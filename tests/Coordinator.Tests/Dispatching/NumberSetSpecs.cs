using Troupe.Dispatching;

namespace Troupe.Tests.Dispatching;

public sealed class NumberSetSpecs
{
    private static readonly int[] s_edges = [0, 1, 62, 63, 64, 65, 127, 128, 4095, 4096, 4097, 8191, 262_143];

    [Fact]
    public void It_finds_the_next_number_across_words_of_all_levels()
    {
        foreach (var (first, second) in s_edges.Zip(s_edges.Skip(1)))
        {
            var set = new NumberSet();
            set.Set(second, contained: true);
            set.AtOrAfter(first).ShouldBe(second);
            set.AtOrAfter(second).ShouldBe(second);
            set.AtOrAfter(second + 1).ShouldBe(-1);
            set.NextAfter(second).ShouldBe(second, "the only one follows on itself");
        }
    }

    [Fact]
    public void It_is_a_sorted_set()
    {
        var random = new Random(7);
        var (set, model) = (new NumberSet(), new SortedSet<int>());
        for (var step = 0; step < 20_000; step++)
        {
            // Near the edges of words as well as anywhere.
            var number = Math.Clamp(
                random.Next(2) == 0 ? random.Next(10_000) : s_edges[random.Next(s_edges.Length)] + random.Next(-1, 2),
                0,
                NumberSet.Limit - 1);
            var contained = random.Next(5) < 2;
            set.Set(number, contained);
            _ = contained ? model.Add(number) : model.Remove(number);
            var from = random.Next(10_000);
            var next = model.GetViewBetween(from, NumberSet.Limit);
            set.AtOrAfter(from).ShouldBe(next.Count == 0 ? -1 : next.Min);
            set.NextAfter(from).ShouldBe(
                model.GetViewBetween(from + 1, NumberSet.Limit) is { Count: > 0 } after ? after.Min : model.Count == 0 ? -1 : model.Min);
        }
    }

    [Fact]
    public void It_finds_the_next_number_that_another_set_has_too()
    {
        var random = new Random(7);
        for (var round = 0; round < 200; round++)
        {
            var (one, other) = (Draw(random, out var numbers), Draw(random, out var others));
            var both = new SortedSet<int>(numbers.Intersect(others));
            foreach (var from in s_edges.Append(random.Next(10_000)).Where(number => number > 0))
            {
                var next = both.GetViewBetween(from, NumberSet.Limit);
                one.AtOrAfter(from, other).ShouldBe(next.Count == 0 ? -1 : next.Min);
                one.NextAfter(from - 1, other).ShouldBe(next.Count > 0 ? next.Min : both.Count > 0 ? both.Min : -1);
                one.Contains(from).ShouldBe(numbers.Contains(from));
            }
        }
    }

    private static NumberSet Draw(Random random, out HashSet<int> numbers)
    {
        var set = new NumberSet();
        numbers = [.. Enumerable.Range(0, random.Next(60))
            .Select(_ => random.Next(2) == 0 ? random.Next(random.Next(1, 10_000)) : s_edges[random.Next(s_edges.Length)])];
        foreach (var number in numbers)
            set.Set(number, contained: true);
        return set;
    }

    [Fact]
    public void A_number_that_is_too_large_is_refused()
    {
        var set = new NumberSet();
        Should.Throw<ArgumentOutOfRangeException>(() => set.Set(NumberSet.Limit, contained: true));
        Should.Throw<ArgumentOutOfRangeException>(() => set.Set(-1, contained: true));
    }
}
