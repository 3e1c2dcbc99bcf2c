using System.IO.Pipes;
using Microsoft.Win32.SafeHandles;
using Troupe.Platform.Timing;

namespace Troupe.Processes;

/// <summary>A thread that reads one of a child's output pipes to its end, or until told to give up.</summary>
internal sealed class PipeDrain
{
    private const int StackBytes = 256 * 1024;
    private const int ReadBytes = 16 * 1024;

    private readonly PipeStream _pipe;
    private readonly SafePipeHandle _wake;
    private readonly OutputTarget _target;
    private readonly TextTail? _tail;
    private readonly TaskCompletionSource _ended = ControlTasks.NewSource();

    internal PipeDrain(Stream pipe, SafePipeHandle wake, OutputTarget target, TextTail? tail)
    {
        _pipe = (PipeStream)pipe;
        _wake = wake;
        _target = target;
        _tail = tail;
    }

    /// <summary>Completes when the pipe is closed. Never faults.</summary>
    internal Task Ended => _ended.Task;

    /// <exception cref="OutOfMemoryException">The system allows no further threads.</exception>
    internal void Start(string name)
    {
        // A thread of its own: a starved thread pool here must never block a child that writes.
        new Thread(Run, StackBytes) { IsBackground = true, Name = name }.UnsafeStart();
    }

    private void Run()
    {
        try
        {
            var buffer = new byte[ReadBytes];
            while (ProcessSystem.Current.WaitReadable(_pipe.SafePipeHandle, _wake)
                && _pipe.Read(buffer) is > 0 and var count)
            {
                _tail?.Append(buffer.AsSpan(0, count));
                _target.Accept(buffer.AsSpan(0, count));
            }
        }
        catch (Exception)
        {
            // A pipe that cannot be read has ended, whatever the reason (also: no memory for the buffer). An exception
            // that left the thread would end the whole process.
        }
        finally
        {
            _target.Complete();
            _pipe.Dispose();
            _ended.SetResult();
        }
    }
}
