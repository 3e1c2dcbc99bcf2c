using Troupe.Fuzzing.Tests.Engine;
using Troupe.Links;
using Troupe.Messages.Frames;
using Troupe.SharedState;
using Troupe.SharedState.Channels;
using Troupe.SharedState.Dictionaries;
using Troupe.SharedState.FastPaths;
using Troupe.SharedState.Locks;

namespace Troupe.Fuzzing.Tests.Targets;

/// <summary>
/// A worker's requests to the shared objects of this process, as they come over its link. The input: requests, each with its object in
/// front; there are three, other numbers are of none, and one says that its owner ends an object. Whatever comes, either the worker breaks
/// the protocol or what it is told are whole answers, no more than it has asked for, and ends of objects; and once it has died it is told
/// nothing.
/// </summary>
internal sealed class SharedFrameTarget : FuzzTarget
{
    private const long Largest = 4096;
    private const long MaxMessageBytes = 2048;
    private const int MostRequests = 200;
    private const byte StopFirst = 254;

    public override string Name => "shared-frames";

    /// <summary>Rings in shared memory have buffers.</summary>
    public override int FixedAllocation => 512 * 1024;

    public override IReadOnlyDictionary<string, byte[]> Golden { get; } = new Dictionary<string, byte[]>
    {
        ["Channel"] = Steps.Of(
            Ask(0, ItemOperation.Write, 1, [0, 1, 9, 9]),
            Ask(0, ItemOperation.Read, 2, [0, 1, 1]),
            Ask(0, ChannelOperation.Settle, 3, [1, 1]),
            Ask(0, ItemOperation.Open, 4, [0])),
        ["Dictionary"] = Steps.Of(
            Ask(1, CellOperation.Set, 1, [1, 65, 5]),
            Ask(1, CellOperation.Get, 2, [1, 65]),
            Ask(1, CellOperation.Open, 3, []),
            Ask(1, CellOperation.Snapshot, 4, [])),
        ["LongValue"] = Steps.Of(
            Ask(1, CellOperation.Set, 1, [1, 65, .. new byte[3000]]),
            Ask(1, CellOperation.Get, 2, [1, 65]),
            Ask(1, CellOperation.Replace, 3, [1, 65, 9, 1])),
        ["Lock"] = Steps.Of(
            Ask(2, LeaseOperation.Acquire, 1, [1]),
            Ask(2, LeaseOperation.Acquire, 2, [1]),
            Ask(2, CommonOperation.Withdraw, 3, [2]),
            Ask(2, LeaseOperation.Release, 4, [1]),
            Ask(2, CommonOperation.JobEnded, 5, [])),
        ["NoObject"] = Steps.Of(Ask(7, LeaseOperation.Acquire, 1, [1]), [], [3]),
        ["EndOfObject"] = Steps.Of(Ask(0, ItemOperation.Read, 1, [0, 1, 0]), [StopFirst], Ask(0, ItemOperation.Read, 2, [0, 1, 0])),
        ["NoOperation"] = Steps.Of(Ask(2, 99, 1, [])),
    };

    public override void Run(byte[] input, Random random)
    {
        SharedHome[] homes = [new ChannelHome(2, WriterLoss.CompleteWhenAnyWriterDies, Largest), new DictionaryHome(Largest), new LeaseHome(
            1,
            reentrant: false,
            hasFastPath: true)];
        foreach (var home in homes)
            SharedHomes.Add(home);
        using var link = new KeepingLink();
        var worker = new WorkerPeer(link, MaxMessageBytes);
        var asked = 0;
        try
        {
            var steps = new Steps(input);
            while (steps.TryNext(out var step) && asked++ < MostRequests)
            {
                if (step.Length == 0)
                    worker.OnRequest(homes[0].Number, []);
                else if (step[0] == StopFirst)
                    homes[0].Stop();
                else
                    worker.OnRequest(step[0] < homes.Length ? homes[step[0]].Number : step[0], step[1..]);
            }
        }
        catch (ProtocolViolationException)
        {
            // Its link is closed, and what it holds is given back as it is killed.
        }
        worker.WriteAnswers();
        worker.End("it was killed");
        ShouldBeAnswers(link, asked);
        var told = link.Written.Length;
        foreach (var home in homes)
            home.Stop();
        if (link.Written.Length > told)
            throw new FindingException("a worker that has died was told of something");
    }

    private static void ShouldBeAnswers(KeepingLink link, int asked)
    {
        var rest = link.Written.ToArray().AsSpan();
        var replies = 0;
        while (FrameDecoder.TryRead(rest, FrameHeader.MaximumPayload, out var header) == FrameStatus.Whole)
        {
            var payload = rest.Slice(FrameHeader.Size, header.Length);
            rest = rest[(FrameHeader.Size + header.Length)..];
            if (header.Kind == FrameKind.SharedEnded && payload.IsEmpty)
                continue;
            if (header.Kind != FrameKind.SharedReply || payload.IsEmpty || payload.Length > MaxMessageBytes + 1
                || !Enum.IsDefined((ReplyCode)payload[0]))
            {
                throw new FindingException($"the worker was told {header.Kind} with {payload.Length} bytes");
            }

            replies++;
        }
        if (!rest.IsEmpty || replies > asked)
            throw new FindingException($"{asked} requests got {replies} answers, and {rest.Length} bytes are left");
    }

    private static byte[] Ask(byte home, byte operation, ulong number, byte[] rest) => [home, .. Frame.Bytes(writer =>
    {
        writer.WriteByte(operation);
        writer.WriteVarUInt64(number);
        writer.WriteVarUInt64(1);
        writer.WriteSpan(rest);
    })];

    /// <summary>A link that keeps what is written.</summary>
    private sealed class KeepingLink : Link
    {
        public MemoryStream Written { get; } = new();

        protected override int ReadBytes(Span<byte> destination) => 0;

        protected internal override int TryWriteBytes(ReadOnlySpan<byte> source) => WriteBytes(source);

        protected internal override int WriteBytes(ReadOnlySpan<byte> source)
        {
            Written.Write(source);
            return source.Length;
        }

        protected override void CloseTransport()
        {
            // There is nothing under it.
        }
    }
}
