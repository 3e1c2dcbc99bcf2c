using System.Runtime.InteropServices;

namespace Troupe.Cli.Streams;

/// <summary>
/// A standard stream as the system has it. The console's own streams take a reader that has gone for success, and a
/// <see cref="FileStream"/> writes at offsets of its own, over what others write to the same file.
/// </summary>
/// <param name="descriptor">Its number; negative for a stream that is closed.</param>
/// <param name="name">Its name in messages: "Standard output".</param>
internal sealed class DescriptorStream(int descriptor, string name) : SequentialStream
{
    private const int Closed = -1;

    /// <summary>Whether there is anything to read from or to write to.</summary>
    public bool IsOpen => descriptor > Closed;

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override unsafe int Read(Span<byte> buffer)
    {
        ThrowIfClosed();
        fixed (byte* start = buffer)
        {
            nint read;
            while ((read = Native.Read(descriptor, start, (nuint)buffer.Length)) < 0)
                Retry(Native.PollIn, "read");
            return (int)read;
        }
    }

    /// <exception cref="StreamFailedException">Not all of it could be written.</exception>
    public override unsafe void Write(ReadOnlySpan<byte> buffer)
    {
        ThrowIfClosed();
        fixed (byte* start = buffer)
        {
            for (nint done = 0; done < buffer.Length;)
            {
                var written = Native.Write(descriptor, start + done, (nuint)(buffer.Length - done));
                if (written < 0)
                    Retry(Native.PollOut, "written");
                else
                    done += written;
            }
        }
    }

    private void ThrowIfClosed()
    {
        if (!IsOpen)
            throw new StreamFailedException($"{name} is closed.");
    }

    // Returns when it is worth another try. The parent that passed the stream on may have made it non-blocking.
    private unsafe void Retry(short until, string deed)
    {
        var error = Marshal.GetLastPInvokeError();
        if (error == Native.WouldBlock)
        {
            var entry = new Native.PollEntry { Descriptor = descriptor, Events = until };
            _ = Native.Poll(&entry, 1, timeoutMilliseconds: -1);
        }
        else if (error != Native.Interrupted)
        {
            throw new StreamFailedException($"{name} cannot be {deed}: {Marshal.GetPInvokeErrorMessage(error)}.")
            {
                ReaderIsGone = error == Native.BrokenPipe
            };
        }
    }
}
