using System.Text;

namespace Troupe.Cli.Streams;

/// <summary>The three streams that this process was started with, any of which may be closed.</summary>
internal sealed class StandardStreams
{
    private const int InputNumber = 0;
    private const int OutputNumber = 1;
    private const int ErrorNumber = 2;

    // Keeps the descriptors of closed streams in use for as long as the process lives.
    private readonly List<IDisposable> _fillers = [];

    private StandardStreams(Stream input, Stream output, Stream error) => (Input, Output, Error) = (input, output, error);

    public Stream Input { get; }

    public Stream Output { get; }

    /// <summary>Never throws.</summary>
    public Stream Error { get; }

    /// <summary>Whether there is an input; without one, reading throws.</summary>
    public bool HasInput => IsOpen(Input);

    /// <summary>Whether there is an output; without one, writing throws.</summary>
    public bool HasOutput => IsOpen(Output);

    /// <summary>
    /// To be called first in the program, once. Everything that writes to <see cref="Console.Out"/> and
    /// <see cref="Console.Error"/> then writes to these streams.
    /// </summary>
    public static StandardStreams Take()
    {
        var streams = OperatingSystem.IsWindows()
            ? new StandardStreams(Console.OpenStandardInput(), Console.OpenStandardOutput(), new ErrorStream(Console.OpenStandardError()))
            : new StandardStreams(
                Open(InputNumber, "Standard input"),
                Open(OutputNumber, "Standard output"),
                new ErrorStream(Open(ErrorNumber, "Standard error")));
        if (!OperatingSystem.IsWindows())
            streams.FillPlaces();
        Console.SetOut(Writer(streams.Output));
        Console.SetError(Writer(streams.Error));
        return streams;
    }

    /// <summary>Which file an open standard output leads to, where that can be told.</summary>
    public FileIdentity? OutputIdentity => HasOutput ? FileIdentity.Of(OutputNumber) : null;

    /// <summary>Which file an open standard input comes from, where that can be told.</summary>
    public FileIdentity? InputIdentity => HasInput ? FileIdentity.Of(InputNumber) : null;

    // The runtime has opened files of its own by now, and the first free descriptors are theirs. What came from outside is
    // recognised by its missing close-on-exec flag: it has survived the start of this program.
    private static DescriptorStream Open(int number, string name) =>
        new(Native.Control(number, Native.GetFlags) is var flags && flags >= 0 && (flags & Native.CloseOnExec) == 0 ? number : -1, name);

    // What is opened later, a worker's pipe or a socket, must not get the number of a standard stream.
    private void FillPlaces()
    {
        while (Enumerable.Range(InputNumber, 3).Any(number => Native.Control(number, Native.GetFlags) < 0))
            _fillers.Add(File.OpenHandle("/dev/null", FileMode.Open, FileAccess.ReadWrite));
    }

    private static bool IsOpen(Stream stream) => stream is not DescriptorStream { IsOpen: false };

    private static StreamWriter Writer(Stream stream) =>
        new(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { AutoFlush = true };
}
