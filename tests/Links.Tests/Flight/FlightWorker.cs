using Troupe.Links.Flight;
using Troupe.Links.Tests.Links;
using Troupe.Messages.Frames;

namespace Troupe.Links.Tests.Flight;

/// <summary>
/// Plays a worker that writes through its outbox, and keeps a model beside it: the messages that count, because the call
/// that sent them has returned.
/// </summary>
internal sealed class FlightWorker : IDisposable
{
    public const ulong Job = 77;

    private readonly TemporaryDirectory _directory = new();
    private readonly PartAssembly _parts = new(long.MaxValue);
    private readonly MemoryStream _items = new();
    private long _forgotten;
    private int _firstItem;
    private int _itemCount;
    private bool _open;

    public FlightWorker()
    {
        Record = FlightRecord.Create(_directory.PathOf("page"));
        Record.RunningJob = Job;
        Outbox = new FlightOutbox(Link, Record, () => LinkLost++);
    }

    public FlightRecord Record { get; }

    /// <summary>How often it was told that its link takes nothing any longer.</summary>
    public int LinkLost { get; private set; }

    public ScriptedLink Link { get; } = new();

    public FlightOutbox Outbox { get; }

    /// <summary>What must arrive, whenever the worker dies.</summary>
    public List<SentMessage> Counted { get; } = [];

    /// <summary>What may arrive: the worker died while it sent this.</summary>
    public SentMessage? InDoubt { get; private set; }

    /// <summary>Room left in the open frame.</summary>
    public int Room { get; private set; }

    public void Append(FrameKind kind, ulong id, byte[] payload, int head = 0)
    {
        InDoubt = new SentMessage(kind, id, payload);
        Outbox.Append(kind, id, payload.AsSpan(0, head), payload.AsSpan(head));
        Counted.Add(InDoubt);
        InDoubt = null;
    }

    public void OpenItems(int first)
    {
        Room = Outbox.OpenItems(first, itemSize: 0);
        (_open, _firstItem, _itemCount) = (true, first, 0);
        _items.SetLength(0);
    }

    public void AddItem(byte[] result)
    {
        Outbox.AddItem(result);
        _items.Write(result);
        _itemCount++;
        Room -= result.Length;
    }

    public void CloseItems()
    {
        Outbox.CloseItems(Job);
        if (OpenMessage() is { } items)
            Counted.Add(items);
        _open = false;
    }

    private SentMessage? OpenMessage() => !_open || _itemCount == 0
        ? null
        : new SentMessage(
            FrameKind.Items,
            Job,
            [.. BitConverter.GetBytes(_firstItem), .. BitConverter.GetBytes(_itemCount), .. _items.ToArray()]);

    /// <summary>The worker is dead: what came over the link and what the page holds are together exactly what counts.</summary>
    public void Check()
    {
        var received = Link.Messages(_parts);
        using var missing = FlightRecovery.MissingFrames(Record, _forgotten + Link.WholeBytes);
        if (missing is not null)
            received.AddRange(SentMessage.Of(missing, _parts));
        List<SentMessage> expected = [.. Counted];
        if (InDoubt is not null && received.Contains(InDoubt) && !expected.Contains(InDoubt))
            expected.Add(InDoubt);
        if (OpenMessage() is { } open)
            expected.Add(open);
        if (!received.SequenceEqual(expected))
            received.ShouldBe(expected);
        _parts.Dispose();
    }

    /// <summary>For long runs: what has come over the link is checked and forgotten.</summary>
    public void Forget()
    {
        if (Link.WholeBytes != Link.Written)
            return;
        var received = Link.Messages();
        received.SequenceEqual(Counted.Take(received.Count)).ShouldBeTrue();
        Counted.RemoveRange(0, received.Count);
        _forgotten += Link.Written;
        Link.Forget();
    }

    public void Dispose()
    {
        Record.Dispose();
        _directory.Dispose();
    }
}
