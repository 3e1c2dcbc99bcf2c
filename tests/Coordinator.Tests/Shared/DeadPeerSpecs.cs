using System.Runtime.CompilerServices;
using Troupe.Messages.Payloads;
using Troupe.SharedState;
using Troupe.SharedState.Channels;
using Troupe.SharedState.Dictionaries;
using Troupe.SharedState.FastPaths;
using Troupe.SharedState.Locks;
using Troupe.SharedState.Pipes;

namespace Troupe.Tests.Shared;

/// <summary>What shared objects keep of processes that used them and have died: nothing, however many there were.</summary>
public sealed class DeadPeerSpecs
{
    private const long Largest = 4096;

    private static readonly Dictionary<string, (Func<SharedHome> Make, byte[][] Requests)> s_objects = new()
    {
        ["channel"] = (() => new ChannelHome(8, WriterLoss.Ignored, Largest), [Ask(ItemOperation
            .Write, 1, 0, 1, 9), Ask(ItemOperation.Open, 2, 0), Ask(ItemOperation.Read, 3, 0, 1, 1)]),
        ["pipe"] = (() => new PipeHome(8, Largest), [Ask(ItemOperation.Write, 1, 0, 1, 9), Ask(ItemOperation
            .Open, 2, 0), Ask(ItemOperation.Open, 3, 1)]),
        ["dictionary"] = (() => new DictionaryHome(Largest), [Ask(CellOperation.Set, 1, 1, 65, 5), Ask(CellOperation
            .Open, 2), Ask(CellOperation.Get, 3, 1, 65)]),
        ["list"] = (() => new ListHome(Largest), [Ask(CellOperation.Add, 1, 5), Ask(CellOperation.Count, 2)]),
        ["value"] = (() => new ValueHome([1], Largest), [Ask(CellOperation.Set, 1, 0, 5), Ask(CellOperation
            .Open, 2), Ask(CellOperation.Get, 3, 0)]),
        ["lock"] = (() => new LeaseHome(1, reentrant: false, hasFastPath: true), [Ask(LeaseOperation
            .Open, 1), Ask(LeaseOperation.Acquire, 2, 1), Ask(LeaseOperation.Acquire, 3, 1)]),
        ["reentrant lock"] = (() => new LeaseHome(1, reentrant: true), [Ask(LeaseOperation
            .Acquire, 1, 1), Ask(LeaseOperation.Acquire, 2, 1)]),
        ["semaphore"] = (() => new LeaseHome(2, reentrant: false), [Ask(LeaseOperation.Acquire, 1, 1), Ask(LeaseOperation.Available, 2)]),
        ["event"] = (() => new EventHome(isSet: false), [Ask(EventOperation.IsSet, 1), Ask(EventOperation.Wait, 2)]),
        ["barrier"] = (() => new BarrierHome(2), [Ask(BarrierOperation.State, 1), Ask(BarrierOperation.Arrive, 2)]),
    };

    public static TheoryData<string> Objects => [.. s_objects.Keys];

    [Theory]
    [MemberData(nameof(Objects))]
    public void Nothing_of_a_process_that_has_died_is_kept(string kind)
    {
        var (make, requests) = s_objects[kind];
        var home = make();
        for (var number = 1; number <= 3; number++)
            IsCollected(UseAndDie(home, requests)).ShouldBeTrue($"process {number}");
        var living = new MortalPeer();
        home.Handle(living, requests[0]);
        living.Answers.ShouldBe([1ul], "the object lives on");
        home.Stop();
    }

    [Fact]
    public void The_number_of_a_dead_process_on_a_ring_is_given_again_so_that_numbers_do_not_run_out()
    {
        var queue = new ItemQueue(8);
        var (first, second, third) = (new MortalPeer(), new MortalPeer(), new MortalPeer());
        var lost = NumberOn(queue, first);
        var kept = NumberOn(queue, second);
        queue.Forget(first);
        NumberOn(queue, third).ShouldBe(lost);
        NumberOn(queue, second).ShouldBe(kept);
        NumberOn(queue, first).ShouldNotBeOneOf(lost, kept);
        queue.End();
    }

    // A frame of its own: a local that is left would keep the process from being collected.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference UseAndDie(SharedHome home, byte[][] requests)
    {
        var peer = new MortalPeer();
        foreach (var request in requests)
            home.Handle(peer, request);
        peer.Answers.ShouldNotBeEmpty();
        peer.Die();
        return new WeakReference(peer);
    }

    private static bool IsCollected(WeakReference peer) => SpinWait.SpinUntil(() =>
    {
        GC.Collect();
        return !peer.IsAlive;
    }, TimeSpan.FromSeconds(5));

    private static ulong NumberOn(ItemQueue queue, SharedPeer peer)
    {
        FastPathMemory.Open(queue.Open(peer).ShouldNotBeNull(), out var owner).ShouldNotBeNull().Release();
        return owner;
    }

    private static byte[] Ask(byte operation, ulong number, params byte[] rest)
    {
        using var writer = new PayloadWriter();
        writer.WriteByte(operation);
        writer.WriteVarUInt64(number);
        writer.WriteVarUInt64(1); // The job.
        writer.WriteSpan(rest);
        return writer.WrittenSpan.ToArray();
    }
}
