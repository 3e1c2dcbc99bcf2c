using System.Runtime.CompilerServices;
using System.Text;
using Troupe.Chaos.Records;

namespace Troupe.Chaos.Load;

/// <summary>
/// What the caller's side asked for and was told, as lines of a file: a long run must not hold it in the memory whose growth
/// it measures. Safe for any thread.
/// </summary>
internal sealed class Journal(string path) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly StreamWriter _lines = new(path, append: false, Encoding.UTF8);

    public void Add(AcceptedJob job) =>
        Write($"A {job.Number} {job.Kind} {job.Fault?.ToString() ?? "-"} {job.Attempts} {job.Expected} {job.AtEnd}");

    public void Add(JobOutcome outcome) =>
        Write($"O {outcome.Number} {outcome.Kind} {outcome.Pid} {outcome.MayHaveRun} {outcome.Value} {outcome.CancelAsked} "
            + $"{outcome.Detail.ReplaceLineEndings(" ")}");

    public void AddCallback(long number) => Write($"C {number}");

    public void Add(in HostedAnswer answer) => Write($"H {answer.Life} {answer.Count}");

    /// <summary>Reads it back, once all is written, and the ledger with it.</summary>
    public Evidence Read(string ledger)
    {
        lock (_gate)
            _lines.Flush();
        var evidence = new EvidenceReader();
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var lines = new StreamReader(file);
        while (lines.ReadLine() is { } line)
            evidence.AddJournal(line);
        foreach (var line in File.Exists(ledger) ? File.ReadLines(ledger) : [])
            evidence.AddLedger(line);
        return evidence.ToEvidence();
    }

    private void Write(ref DefaultInterpolatedStringHandler line)
    {
        var text = line.ToStringAndClear();
        lock (_gate)
            _lines.WriteLine(text);
    }

    public void Dispose() => _lines.Dispose();
}
