using Troupe.Fuzzing.Tests.Engine;
using Troupe.SharedState;
using Troupe.SharedState.Channels;
using Troupe.SharedState.Dictionaries;
using Troupe.SharedState.FastPaths;
using Troupe.SharedState.Locks;
using Troupe.SharedState.Pipes;

namespace Troupe.Fuzzing.Tests.Targets;

/// <summary>
/// Requests to shared objects from three processes, one of which may die in between. The input: the kind of object, then requests,
/// each with its process in front. Whatever they say, the object lives, answers nobody twice, and does not go round for ever.
/// </summary>
internal sealed class SharedObjectTarget : FuzzTarget
{
    private const long Largest = 4096;
    private const byte Death = 255;
    private const int MostRequests = 200;

    private static readonly Func<SharedHome>[] s_kinds =
    [
        () => new ChannelHome(2, WriterLoss.CompleteWhenAnyWriterDies, Largest), () => new PipeHome(2, Largest), () => new DictionaryHome(
            Largest), () => new ListHome(Largest),
        () => new ValueHome([1, 2, 3], Largest), () => new LeaseHome(1, reentrant: false, hasFastPath: true), () => new LeaseHome(
            2,
            reentrant: true,
            hasFastPath: true), () => new EventHome(isSet: false), () => new BarrierHome(2),
    ];

    private readonly PeerOfObjects[] _peers = [new(), new(), new()];

    public override string Name => "shared-objects";

    /// <summary>Rings in shared memory have buffers.</summary>
    public override int FixedAllocation => 512 * 1024;

    public override IReadOnlyDictionary<string, byte[]> Golden { get; } = new Dictionary<string, byte[]>
    {
        ["Channel"] = Object(
            0,
            Ask(0, ItemOperation.Write, 1, [0, 1, 9, 9]),
            Ask(1, ItemOperation.Read, 1, [0, 1, 1]),
            Ask(1, ChannelOperation.Settle, 2, [1, 0]),
            Ask(2, ItemOperation.Open, 1, [0]),
            Ask(1, ChannelOperation.Drain, 3, []),
            Ask(0, ChannelOperation.Complete, 2, [])),
        ["ChannelRing"] = Object(
            0,
            Ask(0, ItemOperation.Open, 1, [0]),
            Ask(0, ItemOperation.Write, 2, [0, 1, 9]),
            Ask(1, ItemOperation.Read, 1, [0, 1, 1]),
            Ask(2, ItemOperation.Signal, 1, [0]),
            Ask(1, ChannelOperation.Settle, 2, [1, 0]),
            [Death, 0],
            Ask(2, ChannelOperation.Count, 2, [])),
        ["ChannelWaits"] = Object(
            0,
            Ask(1, ItemOperation.Read, 1, [0, 1, 0]),
            Ask(1, CommonOperation.Withdraw, 2, [1]),
            Ask(0, ItemOperation.Write, 1, [0, 0, 5]),
            [Death, 0]),
        ["Pipe"] = Object(
            1,
            Ask(0, ItemOperation.Write, 1, [0, 1, 7]),
            Ask(1, ItemOperation.Read, 1, [0, 1, 0]),
            Ask(1, ItemOperation.Read, 2, [0, 1, 0]),
            Ask(0, ItemOperation.Open, 3, [0]),
            Ask(1, ItemOperation.Signal, 4, [1]),
            Ask(0, PipeOperation.Close, 2, [0]),
            Ask(1, PipeOperation.Close, 3, [1])),
        ["Dictionary"] = Object(
            2,
            Ask(0, CellOperation.Set, 1, [1, 65, 5]),
            Ask(1, CellOperation.Get, 1, [1, 65]),
            Ask(1, CellOperation.Replace, 2, [1, 65, 1, 6]),
            Ask(0, CellOperation.Snapshot, 2, []),
            Ask(0, CellOperation.Remove, 3, [1, 65, 0])),
        ["DictionaryTable"] = Object(
            2,
            Ask(0, CellOperation.Set, 1, [1, 65, 5]),
            Ask(0, CellOperation.Open, 2, []),
            Ask(1, CellOperation.Replace, 1, [1, 66, 0, 6]),
            Ask(1, CellOperation.Get, 2, [1, 65]),
            Ask(1, CellOperation.Count, 3, []),
            Ask(0, CellOperation.Snapshot, 3, []),
            Ask(0, CellOperation.Remove, 4, [1, 65, 0]),
            Ask(0, CellOperation.Clear, 5, [])),
        ["ValueTable"] = Object(
            4,
            Ask(0, CellOperation.Open, 1, []),
            Ask(0, CellOperation.Set, 2, [1, 0, 8]),
            Ask(1, CellOperation.Remove, 1, [1, 0, 0]),
            Ask(1, CellOperation.Get, 2, [1, 0])),
        ["List"] = Object(
            3,
            Ask(0, CellOperation.Add, 1, [5]),
            Ask(0, CellOperation.Insert, 2, [4, 0, 0, 0, 0, 6]),
            Ask(1, CellOperation.Get, 1, [4, 1, 0, 0, 0]),
            Ask(0, CellOperation.Clear, 3, [])),
        ["Value"] = Object(4, Ask(0, CellOperation.Get, 1, [0]), Ask(1, CellOperation.Set, 1, [0, 8])),
        ["Lock"] = Object(
            5,
            Ask(0, LeaseOperation.Open, 9, []),
            Ask(0, LeaseOperation.Acquire, 1, [1]),
            Ask(1, LeaseOperation.Acquire, 1, [1]),
            Ask(0, LeaseOperation.Wait, 2, [1]),
            Ask(1, LeaseOperation.Notify, 2, [2, 1]),
            Ask(1, LeaseOperation.Release, 3, [2]),
            [Death, 0]),
        ["Reentrant"] = Object(
            6,
            Ask(0, LeaseOperation.Acquire, 1, [1]),
            Ask(0, LeaseOperation.Acquire, 2, [0]),
            Ask(0, CommonOperation.JobEnded, 3, [])),
        ["Event"] = Object(7, Ask(0, EventOperation.Wait, 1, []), Ask(1, EventOperation.Wait, 1, []), Ask(0, EventOperation.Set, 2, [1])),
        ["Barrier"] = Object(
            8,
            Ask(0, BarrierOperation.Arrive, 1, []),
            Ask(1, BarrierOperation.Arrive, 1, []),
            Ask(0, BarrierOperation.State, 2, []),
            Ask(0, BarrierOperation.Reset, 3, [])),
    };

    public override void Run(byte[] input, Random random)
    {
        if (input.Length == 0)
            return;
        foreach (var peer in _peers)
            peer.Reset();
        var home = s_kinds[input[0] % s_kinds.Length]();
        var asked = 0;
        var steps = new Steps(input.AsSpan(1));
        while (steps.TryNext(out var step) && asked < MostRequests)
        {
            if (step.Length < 2)
                continue;
            var peer = _peers[step[1] % _peers.Length];
            if (step[0] == Death)
                peer.Die();
            else
                Ask(home, peer, step[2..].ToArray());
            asked++;
        }
        home.Stop();
        if (_peers.Sum(peer => peer.Replies) > asked)
            throw new FindingException($"{asked} requests got {_peers.Sum(peer => peer.Replies)} answers");
    }

    private static void Ask(SharedHome home, PeerOfObjects peer, byte[] request)
    {
        try
        {
            home.Handle(peer, request);
        }
        catch (PayloadFormatException)
        {
            // No honest process sends it: where it came over a link, that is closed.
        }
    }

    private static byte[] Object(byte kind, params byte[][] requests) => [kind, .. Steps.Of(requests)];

    private static byte[] Ask(byte peer, byte operation, ulong number, byte[] rest) => [0, peer, .. Frame.Bytes(writer =>
    {
        writer.WriteByte(operation);
        writer.WriteVarUInt64(number);
        writer.WriteVarUInt64(1);
        writer.WriteSpan(rest);
    })];
}
