using Troupe.SharedState;
using Troupe.SharedState.FastPaths;

namespace Troupe.Tests.Shared;

/// <summary>The queue in shared memory, mapped twice in this process, as two processes have it.</summary>
public sealed class SharedRingSpecs : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private readonly List<FastPathMemory> _pages = [];

    public void Dispose() => _pages.ForEach(page => page.Release());

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(64)]
    public void It_takes_as_many_items_as_it_was_made_for_and_gives_them_in_order(int capacity)
    {
        var (home, other) = Rings(capacity);
        for (var round = 0; round < 5; round++)
        {
            for (var item = 0; item < capacity; item++)
                Write(item % 2 == 0 ? home : other, (round * 1000) + item).ShouldBe(RingWrite.Done);
            Write(other, -1).ShouldBe(RingWrite.Full);
            home.Count.ShouldBe(capacity);
            for (var item = 0; item < capacity; item++)
                Take(item % 2 == 0 ? other : home).ShouldBe((round * 1000) + item);
            Take(home).ShouldBeNull();
            home.IsEmpty.ShouldBeTrue();
        }
    }

    [Fact]
    public void A_slot_whose_writer_has_died_is_passed_by_and_then_freed()
    {
        var (home, other) = Rings(3);
        Write(other, 1);
        Claim(other, owner: 7);
        Write(home, 3);
        Take(home).ShouldBe(1);
        Take(other).ShouldBe(3, "nobody waits for who is still writing");
        Take(other).ShouldBeNull();
        other.IsEmpty.ShouldBeFalse("something is on its way");
        home.Sweep(owner: 8);
        other.IsEmpty.ShouldBeFalse("that was another one");
        home.Sweep(owner: 7);
        other.IsEmpty.ShouldBeTrue();
        for (var item = 0; item < 3; item++)
            Write(other, item).ShouldBe(RingWrite.Done);
        Write(other, 4).ShouldBe(RingWrite.Full);
    }

    [Fact]
    public void Behind_a_barrier_only_the_home_writes_and_what_it_puts_there_comes_before_what_others_write_later()
    {
        var (home, other) = Rings(8);
        Write(other, 1);
        home.Bar();
        Write(other, 2).ShouldBe(RingWrite.Barred);
        Take(other).ShouldBe(1);
        Take(other).ShouldBeNull();
        home.IsEmpty.ShouldBeTrue();
        var items = new LinkedList<RingItem>([Item(10), Item(11)]);
        home.Refill(items);
        items.ShouldBeEmpty();
        Write(other, 2).ShouldBe(RingWrite.Barred);
        home.LiftBarrier();
        Write(other, 12).ShouldBe(RingWrite.Done);
        new[] { Take(other), Take(home), Take(other), Take(home) }.ShouldBe([10, 11, 12, null]);
    }

    [Fact]
    public void A_refill_stops_where_there_is_no_room_and_at_an_item_that_was_handed_out_before()
    {
        var (home, other) = Rings(8);
        home.Bar();
        var items = new LinkedList<RingItem>(Enumerable.Range(0, 20).Select(Item));
        home.Refill(items);
        items.Count.ShouldBe(12, "the ring is full");
        var left = items.Count;
        items.First!.Value.Deliveries = 1;
        for (var item = 0; item < 20 - left; item++)
            Take(other).ShouldBe(item);
        home.Refill(items);
        items.Count.ShouldBe(left);
        Take(other).ShouldBeNull();
    }

    [Fact]
    public async Task Many_writers_and_readers_lose_nothing_double_nothing_and_keep_each_writers_order()
    {
        const int Writers = 3, Readers = 3, Items = 30_000;
        var (home, other) = Rings(5);
        var left = Writers * Items;
        var readers = Enumerable.Range(0, Readers).Select(reader => OnThread(() =>
        {
            var own = new List<int>();
            while (Volatile.Read(ref left) > 0)
            {
                if (Take(reader % 2 == 0 ? home : other) is not { } item)
                    continue;
                own.Add(item);
                Interlocked.Decrement(ref left);
            }
            return own;
        })).ToList();
        var writers = Enumerable.Range(0, Writers).Select(writer => OnThread(() =>
        {
            for (var item = 0; item < Items;)
                item += Write(writer % 2 == 0 ? other : home, (writer * Items) + item, owner: writer + 1) == RingWrite.Done ? 1 : 0;
            return writer;
        })).ToList();
        await Task.WhenAll(writers).WaitAsync(s_patience);
        var read = await Task.WhenAll(readers).WaitAsync(s_patience);
        read.SelectMany(own => own).Order().ShouldBe(Enumerable.Range(0, Writers * Items));
        foreach (var own in read)
        {
            foreach (var ofOne in own.GroupBy(item => item / Items))
                ofOne.ShouldBeInOrder();
        }
    }

    [Fact]
    public void Damaged_memory_gives_an_error_of_its_own_and_never_a_crash_or_an_endless_loop()
    {
        var random = new Random(20);
        var damaged = 0;
        for (var round = 0; round < 2000; round++)
        {
            var (home, other) = Rings(4);
            for (var item = 0; item < random.Next(5); item++)
                Write(other, item);
            Damage(other, random);
            try
            {
                for (var step = 0; step < 20; step++)
                {
                    Write(home, step);
                    Take(home);
                    _ = home.IsEmpty;
                    if (step == 10)
                        home.Bar();
                }
            }
            catch (InvalidDataException)
            {
                damaged++;
            }
            Dispose();
            _pages.Clear();
        }
        damaged.ShouldBeGreaterThan(200);
    }

    [Fact]
    public void After_its_end_late_calls_find_it_ended_and_do_no_harm()
    {
        var (home, other) = Rings(4);
        Write(other, 1);
        home.Page.End();
        other.Page.HasEnded.ShouldBeTrue();
        other.Page.Release();
        other.Page.HasEnded.ShouldBeTrue();
        Take(other).ShouldBeNull();
        Write(other, 2);
        FastPathMemory.Open(home.Page.Describe(5), out _).ShouldBeNull();
    }

    private static async Task<T> OnThread<T>(Func<T> work) => await Task.Factory.StartNew(work, TaskCreationOptions.LongRunning);

    private (SharedRing Home, SharedRing Other) Rings(int capacity)
    {
        var home = SharedRing.TryCreate(capacity, 40)!;
        var page = FastPathMemory.Open(home.Page.Describe(1), out _)!;
        _pages.AddRange([home.Page, page]);
        return (home, SharedRing.Of(page));
    }

    private static RingItem Item(int item) => new(new AcceptanceOrder(0, item + 1), BitConverter.GetBytes(item));

    private static RingWrite Write(SharedRing ring, int item, int owner = 1) => ring.TryWrite(owner, BitConverter.GetBytes(item));

    private static int? Take(SharedRing ring)
    {
        byte[]? buffer = null;
        return ring.TryTake(ref buffer, out var length, out _) && length == sizeof(int) ? BitConverter.ToInt32(buffer) : null;
    }

    /// <summary>What a writer leaves that is killed between its claim and its item.</summary>
    private static unsafe void Claim(SharedRing ring, int owner)
    {
        var start = ring.Page.Start;
        var position = *(long*)(start + 64);
        var slot = start + 256 + (position % ring.Slots * *(int*)(start + 12));
        *(ulong*)slot = SlotState.Of(SlotState.Phase.Claimed, position / ring.Slots, owner);
    }

    private static unsafe void Damage(SharedRing ring, Random random)
    {
        // Behind the head: that of the page, and the ring's own size, every process reads once.
        var bytes = new Span<byte>(ring.Page.Start + FastPathMemory.Head, (int)ring.Page.Size - FastPathMemory.Head);
        for (var count = random.Next(1, 30); count > 0; count--)
            bytes[random.Next(2) == 0 ? random.Next(80) : random.Next(bytes.Length)] = (byte)random.Next(256);
    }
}
