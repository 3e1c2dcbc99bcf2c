using Troupe.Fuzzing.Tests.Engine;
using Troupe.Links.Flight;
using Troupe.Messages.Frames;

namespace Troupe.Fuzzing.Tests.Targets;

/// <summary>
/// The shared page of a dead worker, as it may be after its memory was damaged. The input: how many bytes the link had delivered,
/// the words from 64 on, then the outbox.
/// </summary>
internal sealed class FlightTarget : FuzzTarget
{
    private const int HeadSize = 64;

    private readonly string _path = Path.Join(Path.GetTempPath(), $"fuzz-flight-{Guid.NewGuid():N}");
    private readonly FlightRecord _record;

    public FlightTarget() => _record = FlightRecord.Create(_path);

    public override string Name => "flight-records";

    /// <summary>The buffer that the outbox is copied to.</summary>
    public override int FixedAllocation => 2 * FlightRecord.OutboxSize;

    public override IReadOnlyDictionary<string, byte[]> Golden { get; } = new Dictionary<string, byte[]>
    {
        ["Staged"] = Page(100, 0, Frame.Of(FrameKind.Result, 1, new byte[12])),
        ["TwoStaged"] = Page(4, 0, [.. Frame.Of(FrameKind.Result, 1, [1, 2, 3, 4, 5]), .. Frame.Of(FrameKind.Fault, 2, new byte[30])]),
        ["OpenFrame"] = Page(0, 2, Frame.Of(FrameKind.Items, 1, new byte[16])),
    };

    public override void Run(byte[] input, Random random)
    {
        if (input.Length < sizeof(int) + HeadSize)
            return;
        var received = BitConverter.ToInt32(input);
        Write(input.AsSpan(sizeof(int), HeadSize), input.AsSpan(sizeof(int) + HeadSize));
        try
        {
            using var missing = FlightRecovery.MissingFrames(_record, received);
            while (missing?.TryNext(out _, out _) == true)
            {
            }
        }
        catch (ProtocolViolationException)
        {
            // What is documented.
        }
    }

    private void Write(ReadOnlySpan<byte> head, ReadOnlySpan<byte> outbox)
    {
        using var file = File.OpenHandle(_path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        RandomAccess.Write(file, [1, 0, 0, 0, 0, 0, 0, 0], 16);
        RandomAccess.Write(file, head, 64);
        RandomAccess.Write(file, outbox, 4096);
    }

    private static byte[] Page(long offset, int openItems, byte[] frames)
    {
        using var page = new MemoryStream();
        using var writer = new BinaryWriter(page);
        var staged = openItems > 0 ? 0 : frames.Length;
        writer.Write((int)offset);
        writer.Write((long)staged);
        writer.Write(offset);
        writer.Write(0L);
        writer.Write(0L);
        writer.Write(openItems > 0 ? 1 : 0);
        writer.Write(openItems > 0 ? 4 : 0);
        writer.Write(openItems * 4);
        writer.Write(openItems);
        writer.Write(0L);
        writer.Write(0L);
        writer.Write(frames);
        return page.ToArray();
    }

    public override void Dispose()
    {
        _record.Dispose();
        File.Delete(_path);
        base.Dispose();
    }
}
