using System.Globalization;
using System.Threading.Channels;
using Troupe.Platform.Texts;

namespace Troupe.Processes;

/// <summary>Lines of one child on their way to the sink; bounded in number and size, dropping and counting the rest.</summary>
internal sealed class OutputQueue
{
    private const int MostLines = 1024;
    private const int MostCharacters = 512 * 1024;
    private const string CutMarker = " … [line cut]";

    private readonly Lock _gate = new();
    private readonly Channel<OutputLine> _lines = Channel.CreateBounded<OutputLine>(
        new BoundedChannelOptions(MostLines) { SingleReader = true });
    private readonly Action<OutputLine> _sink;
    private readonly Func<ulong> _job;
    private int _writers;
    private long _characters;
    private long _dropped;

    /// <param name="sink">Called on a pool thread, one line at a time.</param>
    /// <param name="writers">How many times <see cref="Complete"/> will be called.</param>
    /// <param name="job">Tells, when a line has been read, whose it is; null when that is not needed.</param>
    internal OutputQueue(Action<OutputLine> sink, int writers, Func<ulong>? job = null)
    {
        _job = job ?? (static () => 0);
        _sink = sink;
        _writers = writers;
        Delivered = Task.Run(DeliverAsync);
    }

    /// <summary>Completes when the sink has had the last line.</summary>
    internal Task Delivered { get; }

    /// <summary>Queues a line, or counts it as dropped when there is no room.</summary>
    internal void Post(OutputKind kind, ReadOnlySpan<byte> line, bool cut)
    {
        lock (_gate)
        {
            // Room for two: the line may be preceded by the notice. No text is made of a line that has no room.
            if (_lines.Reader.Count > MostLines - 2 || Interlocked.Read(ref _characters) > MostCharacters)
            {
                _dropped += line.Length;
                return;
            }

            if (_dropped > 0)
            {
                Write(new OutputLine(kind, Notice(_dropped)));
                _dropped = 0;
            }

            var text = PrintableText.Decode(line);
            // Now and not when it is delivered: a slow logger must not hand lines to later jobs.
            Write(new OutputLine(kind, cut ? text + CutMarker : text, _job()));
        }
    }

    /// <summary>Counts bytes that were not even offered.</summary>
    internal void Dropped(int bytes)
    {
        lock (_gate)
            _dropped += bytes;
    }

    /// <summary>One writer has ended.</summary>
    internal void Complete()
    {
        if (Interlocked.Decrement(ref _writers) == 0)
            _ = _lines.Writer.TryComplete();
    }

    private void Write(OutputLine line)
    {
        _ = Interlocked.Add(ref _characters, line.Text.Length);
        _ = _lines.Writer.TryWrite(line);
    }

    private async Task DeliverAsync()
    {
        await foreach (var line in _lines.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            _ = Interlocked.Add(ref _characters, -line.Text.Length);
            Call(line);
        }

        long dropped;
        lock (_gate)
            dropped = _dropped;

        if (dropped > 0)
            Call(new OutputLine(OutputKind.Error, Notice(dropped)));
    }

    private void Call(OutputLine line)
    {
        try
        {
            _sink(line);
        }
        catch (Exception)
        {
            // The sink is user code (a logger); its trouble must not stop the lines that follow.
        }
    }

    private static string Notice(long bytes) =>
        string.Create(CultureInfo.InvariantCulture, $"{bytes} bytes of output dropped");
}
