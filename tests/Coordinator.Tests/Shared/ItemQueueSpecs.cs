using Troupe.SharedState;
using Troupe.SharedState.FastPaths;

namespace Troupe.Tests.Shared;

/// <summary>The items of a channel at their home, with another process at the same ring, beside a model that is a sorted list.</summary>
public sealed class ItemQueueSpecs
{
    private const int Steps = 3000;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(30)]
    [InlineData(int.MaxValue)]
    public void Whoever_takes_gets_the_first_item_by_order_of_acceptance_whatever_came_back_or_overflowed(int capacity)
    {
        var peer = new MortalPeer();
        for (var seed = 0; seed < 60; seed++)
            Run(new Random(seed), capacity, peer, $"seed {seed}, capacity {capacity}");
    }

    private static void Run(Random random, int capacity, MortalPeer peer, string where)
    {
        var queue = new ItemQueue(capacity);
        var model = new SortedSet<int>();
        var held = new List<RingItem>();
        SharedRing? other = null;
        var last = 0;
        for (var step = 0; step < Steps; step++)
        {
            var at = $"{where}, step {step}";
            if (step == Steps / 10)
                other = SharedRing.Of(FastPathMemory.Open(queue.Open(peer)!, out _)!);
            // Long phases of mostly writing or mostly reading, so that it is full and empty at times.
            switch (random.Next(step / 150 % 2 == 0 ? 8 : 16))
            {
                case < 3:
                    // One that comes before there is a ring makes the ring's places as large as itself, and nothing overflows then.
                    if (Add(queue, ++last, oversized: other is not null && random.Next(20) == 0))
                        model.Add(last);
                    else
                        model.Count.ShouldBeGreaterThanOrEqualTo(capacity, at);
                    break;
                case < 5 when other is not null:
                    if (other.TryWrite(1, BitConverter.GetBytes(++last)) == RingWrite.Done)
                        model.Add(last);
                    break;
                case 5 when held.Count > 0:
                    var item = held[random.Next(held.Count)];
                    held.Remove(item);
                    queue.PutBack(item);
                    model.Add(BitConverter.ToInt32(item.Bytes.Span));
                    break;
                case < 9 when other is not null:
                    byte[]? buffer = null;
                    if (other.TryTake(ref buffer, out _, out _))
                        Took(model, BitConverter.ToInt32(buffer), at);
                    break;
                default:
                    if (queue.TryTake(out var taken))
                    {
                        Took(model, BitConverter.ToInt32(taken.Bytes.Span), at);
                        taken.Deliveries++;
                        if (random.Next(3) == 0)
                            held.Add(taken);
                    }
                    else
                    {
                        model.ShouldBeEmpty(at);
                    }
                    break;
            }
            queue.Count.ShouldBe(model.Count, at);
            queue.IsEmpty.ShouldBe(model.Count == 0, at);
        }
        queue.Close();
        other!.TryWrite(1, new byte[4]).ShouldBeOneOf(RingWrite.Barred, RingWrite.Full);
        while (queue.TryTake(out var rest))
            Took(model, BitConverter.ToInt32(rest.Bytes.Span), where);
        model.ShouldBeEmpty(where);
        other.Page.Release();
        queue.End();
    }

    private static bool Add(ItemQueue queue, int item, bool oversized)
    {
        var bytes = new byte[oversized ? 2000 : sizeof(int)];
        BitConverter.TryWriteBytes(bytes, item);
        return queue.TryAdd(bytes);
    }

    private static void Took(SortedSet<int> model, int item, string at)
    {
        item.ShouldBe(model.Min, at);
        model.Remove(item);
    }
}
