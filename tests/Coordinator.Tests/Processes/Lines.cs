using System.Threading.Channels;
using Troupe.Processes;

namespace Troupe.Tests.Processes;

/// <summary>A sink that lets a test wait for lines.</summary>
internal sealed class Lines
{
    private readonly Channel<OutputLine> _lines = Channel.CreateUnbounded<OutputLine>();

    public void Add(OutputLine line) => _lines.Writer.TryWrite(line);

    public async Task<string> NextAsync() =>
        (await _lines.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30))).Text;

    /// <summary>All that came and were not read yet.</summary>
    public List<OutputLine> Rest()
    {
        var rest = new List<OutputLine>();
        while (_lines.Reader.TryRead(out var line))
            rest.Add(line);

        return rest;
    }
}
