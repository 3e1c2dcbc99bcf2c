using System.Globalization;
using Troupe.Chaos.Records;

namespace Troupe.Chaos.Load;

/// <summary>Turns the lines of journal and ledger into evidence.</summary>
internal sealed class EvidenceReader
{
    private readonly List<AcceptedJob> _accepted = [];
    private readonly List<JobOutcome> _outcomes = [];
    private readonly List<long> _callbacks = [];
    private readonly List<HostedAnswer> _answers = [];
    private readonly List<LedgerEntry> _ledger = [];

    public void AddJournal(string line)
    {
        var parts = line.Split(' ', 8);
        switch (parts[0])
        {
            case "A":
                _accepted.Add(new AcceptedJob(
                    Number(parts[1]),
                    Enum.Parse<JobKind>(parts[2]),
                    parts[3] == "-" ? null : Enum.Parse<FaultKind>(parts[3]),
                    (int)Number(parts[4]),
                    Value(parts[5]),
                    bool.Parse(parts[6])));
                break;
            case "O":
                _outcomes.Add(new JobOutcome(
                    Number(parts[1]),
                    Enum.Parse<OutcomeKind>(parts[2]),
                    (int)Number(parts[3]),
                    bool.Parse(parts[4]),
                    Value(parts[5]),
                    bool.Parse(parts[6]),
                    parts[7]));
                break;
            case "C":
                _callbacks.Add(Number(parts[1]));
                break;
            case "H":
                _answers.Add(new HostedAnswer(Number(parts[1]), Number(parts[2])));
                break;
            default:
                throw new InvalidDataException($"The journal has a line that is none: {line}");
        }
    }

    public void AddLedger(string line)
    {
        if (line.Split(' ') is not [{ Length: 1 } mark, var number, var attempt, var pid])
            throw new InvalidDataException($"The ledger has a line that is none: {line}");
        _ledger.Add(new LedgerEntry(mark[0], Number(number), (int)Number(attempt), (int)Number(pid)));
    }

    public Evidence ToEvidence() =>
        new() { Accepted = _accepted, Outcomes = _outcomes, Callbacks = _callbacks, Answers = _answers, Ledger = _ledger };

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    private static ulong Value(string text) => ulong.Parse(text, CultureInfo.InvariantCulture);
}
