using Troupe.Dispatching;

namespace Troupe.Tests.Dispatching;

public sealed class RoundRobinSpecs
{
    private const long Microsecond = TimeSpan.TicksPerMicrosecond;

    private static readonly Demand s_unknown = new(-1, 8, IsChunk: false);
    private static readonly Demand s_tiny = new(1, 8, IsChunk: false);

    [Fact]
    public void Free_workers_take_turns()
    {
        var slots = Ready(3);
        var chosen = Enumerable.Range(0, 6)
            .Aggregate(new List<int> { -1 }, (places, _) => [.. places, RoundRobin.Next(slots, places[^1], mayWake: true, s_unknown)]);
        chosen.Skip(1).ShouldBe([0, 1, 2, 0, 1, 2]);
    }

    [Fact]
    public void A_job_of_unknown_length_goes_to_a_free_worker()
    {
        var slots = Ready(2);
        Give(slots[0], DispatchWindow.Overhead);
        RoundRobin.Next(slots, 0, mayWake: true, s_unknown).ShouldBe(1);
    }

    [Fact]
    public void Without_a_free_worker_a_job_of_unknown_length_waits()
    {
        var slots = Ready(1);
        Give(slots[0], DispatchWindow.Overhead);
        RoundRobin.Next(slots, 0, mayWake: true, s_unknown).ShouldBe(-1);
    }

    [Fact]
    public void A_tiny_job_joins_a_worker_that_has_little_to_do_rather_than_wake_another()
    {
        var slots = Ready(3);
        Give(slots[1], s_tiny.Booked);
        RoundRobin.Next(slots, 1, mayWake: true, s_tiny).ShouldBe(1);
    }

    [Fact]
    public void It_joins_only_for_fifty_microseconds_of_work()
    {
        var slots = Ready(2);
        var last = -1;
        var joined = 0;
        while ((last = RoundRobin.Next(slots, last, mayWake: true, s_tiny)) == 0)
        {
            Give(slots[0], s_tiny.Booked);
            joined++;
        }
        last.ShouldBe(1);
        (joined * s_tiny.Booked).ShouldBeInRange(49 * Microsecond, 51 * Microsecond);
    }

    [Fact]
    public void A_job_that_is_worth_a_worker_wakes_one()
    {
        var slots = Ready(2);
        Give(slots[0], new Demand(40 * Microsecond, 8, IsChunk: false).Booked);
        RoundRobin.Next(slots, 0, mayWake: true, new Demand(40 * Microsecond, 8, IsChunk: false)).ShouldBe(1);
    }

    [Fact]
    public void A_chunk_of_tiny_items_wakes_a_worker_of_its_own()
    {
        var slots = Ready(2);
        Give(slots[0], DispatchWindow.Overhead);
        RoundRobin.Next(slots, 0, mayWake: true, new Demand(0, 8, IsChunk: true)).ShouldBe(1);
    }

    [Fact]
    public void When_all_are_busy_a_quick_job_goes_where_less_than_the_window_waits()
    {
        var slots = Ready(2);
        Give(slots[0], DispatchWindow.PrefetchLimit);
        Give(slots[1], 500 * Microsecond);
        RoundRobin.Next(slots, -1, mayWake: true, new Demand(100 * Microsecond, 8, IsChunk: false)).ShouldBe(1);
    }

    [Fact]
    public void Long_arguments_go_to_a_worker_that_has_nothing_else()
    {
        var slots = Ready(2);
        Give(slots[0], s_tiny.Booked);
        RoundRobin.Next(slots, 0, mayWake: true, s_tiny with { Bytes = DispatchWindow.Bytes + 1 }).ShouldBe(1);
    }

    [Fact]
    public void A_worker_whose_job_lasts_gets_nothing_more()
    {
        var slots = Ready(2);
        Give(slots[0], s_tiny.Booked);
        slots[0].Release(0, 0, 0, lasts: true);
        RoundRobin.Next(slots, 0, mayWake: true, s_tiny).ShouldBe(1);
    }

    private static void Give(WorkerSlot slot, long booked)
    {
        var job = DispatcherStage.NewCall();
        job.BookedTicks = booked;
        slot.Assign(job);
    }

    private static WorkerTable Ready(int count)
    {
        var slots = new WorkerTable();
        for (var number = 0; number < count; number++)
        {
            slots.Add(new WorkerSlot(number, 0));
            slots[number].OnReady(1000 + number);
        }
        return slots;
    }
}
