namespace Troupe.Processes;

/// <summary>Copies whole lines to a stream that several workers share.</summary>
internal sealed class InheritTarget(Stream destination, Lock gate) : OutputTarget
{
    private const int LongestHeldBack = 16 * 1024;

    private static readonly Lock s_outputGate = new();
    private static readonly Lock s_errorGate = new();
    private static readonly Lazy<Stream> s_output = new(Console.OpenStandardOutput);
    private static readonly Lazy<Stream> s_error = new(Console.OpenStandardError);

    private byte[] _held = [];
    private int _length;

    /// <summary>This process' own stream of that kind.</summary>
    internal static InheritTarget For(OutputKind kind) => kind == OutputKind.Output
        ? new InheritTarget(s_output.Value, s_outputGate)
        : new InheritTarget(s_error.Value, s_errorGate);

    internal override void Accept(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.LastIndexOf((byte)'\n') + 1;
        if (end > 0)
        {
            Hold(bytes[..end]);
            WriteHeld();
        }

        Hold(bytes[end..]);
        if (_length >= LongestHeldBack)
            WriteHeld();
    }

    internal override void Complete() => WriteHeld();

    // A line's beginning and the bytes that end it go out in one write, which keeps lines whole even against other
    // processes that write to the same pipe or file. Bounded: less than 16 KiB held plus one read.
    private void Hold(ReadOnlySpan<byte> bytes)
    {
        if (_held.Length < _length + bytes.Length)
            Array.Resize(ref _held, Math.Max(_length + bytes.Length, 1024));

        bytes.CopyTo(_held.AsSpan(_length));
        _length += bytes.Length;
    }

    private void WriteHeld()
    {
        if (_length == 0)
            return;

        try
        {
            lock (gate)
            {
                destination.Write(_held, 0, _length);
                destination.Flush();
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or UnauthorizedAccessException)
        {
            // Our own output is closed or full. The worker's text is lost, as this process' own would be; the worker
            // itself goes on.
        }

        _length = 0;
    }
}
