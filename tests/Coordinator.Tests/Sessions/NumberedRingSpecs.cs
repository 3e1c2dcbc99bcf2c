using Troupe.Sessions;

namespace Troupe.Tests.Sessions;

public sealed class NumberedRingSpecs
{
    [Fact]
    public void After_any_changes_it_has_what_a_plain_list_would_have()
    {
        var random = new Random(17);
        for (var round = 0; round < 200; round++)
        {
            var (ring, model, last) = (new NumberedRing<int>(), new SortedDictionary<long, int>(), 0L);
            // Some rounds grow, some stay small, some leave gaps far behind.
            var (adds, fromFront) = (random.Next(1, 10), random.Next(2) == 0);
            for (var step = 0; step < 400; step++)
            {
                if (model.Count == 0 || random.Next(10) < adds)
                    model.Add(ring.Add(step), step);
                else
                    Remove(ring, model, fromFront ? model.Keys.First() : random.NextInt64(0, last + 2));
                last = Math.Max(last, model.Keys.LastOrDefault());
                ShouldBeSame(ring, model, last);
            }
        }
    }

    [Fact]
    public void Numbers_go_on_beyond_what_an_int_holds()
    {
        var ring = new NumberedRing<long>();
        ring.SkipTo(int.MaxValue - 2L);
        for (var number = int.MaxValue - 1L; number < int.MaxValue + 100L; number++)
            ring.Add(number).ShouldBe(number);
        ring.Numbers.Select(number => ring[number]).ShouldBe(ring.Numbers);
        (ring.First, ring.Last, ring.Count).ShouldBe((int.MaxValue - 1L, int.MaxValue + 99L, 101));
        ring.Remove(int.MaxValue + 50L).ShouldBeTrue();
        ring.Has(int.MaxValue + 50L).ShouldBeFalse();
        ring.Has(int.MaxValue + 51L).ShouldBeTrue();
        ring.Has((int.MaxValue + 51L) & uint.MaxValue >> 1).ShouldBeFalse("another number with the same low bits");
    }

    [Fact]
    public void A_number_that_there_never_was_is_not_found()
    {
        var ring = new NumberedRing<int>();
        ring.Has(0).ShouldBeFalse();
        ring.Has(1).ShouldBeFalse();
        ring.Add(1);
        foreach (var number in new[] { long.MinValue, -1, 0, 2, 9, long.MaxValue })
            (ring.Has(number), ring.Remove(number)).ShouldBe((false, false));
        ring.Count.ShouldBe(1);
    }

    private static void Remove(NumberedRing<int> ring, SortedDictionary<long, int> model, long number) =>
        ring.Remove(number).ShouldBe(model.Remove(number));

    private static void ShouldBeSame(NumberedRing<int> ring, SortedDictionary<long, int> model, long last)
    {
        (ring.Count, ring.Last).ShouldBe((model.Count, last));
        ring.First.ShouldBe(model.Count == 0 ? last + 1 : model.Keys.First());
        ring.Numbers.Select(number => (number, ring[number])).ShouldBe(model.Select(entry => (entry.Key, entry.Value)));
    }
}
