namespace Troupe.Links;

/// <summary>
/// The thread that writes what a peer does not take at once. It is started when that first happens and kept for the next
/// time: a long message needs it each time.
/// </summary>
internal sealed class WaitingWriter
{
    private readonly object _gate = new();
    private readonly Action<LinkOutput.Segment> _write;
    private LinkOutput.Segment _segment;
    private bool _given;
    private bool _closed;

    public WaitingWriter(Action<LinkOutput.Segment> write)
    {
        _write = write;
        new Thread(Run) { IsBackground = true, Name = "troupe link writer" }.UnsafeStart();
    }

    /// <summary>Hands over what is left to write; the one before it has been written.</summary>
    public void Write(in LinkOutput.Segment segment)
    {
        lock (_gate)
        {
            (_segment, _given) = (segment, true);
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Lets the thread end once it has nothing to write.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            Monitor.Pulse(_gate);
        }
    }

    private void Run()
    {
        while (true)
        {
            LinkOutput.Segment segment;
            lock (_gate)
            {
                while (!_given)
                {
                    if (_closed)
                        return;
                    Monitor.Wait(_gate);
                }
                segment = _segment;
                (_segment, _given) = (default, false);
            }
            _write(segment);
        }
    }
}
