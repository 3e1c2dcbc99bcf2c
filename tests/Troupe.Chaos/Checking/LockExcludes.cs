using Troupe.Chaos.Records;

namespace Troupe.Chaos.Checking;

/// <summary>S3: while somebody holds the lock nobody else does; only a holder that never came back may be overtaken.</summary>
internal static class LockExcludes
{
    public static Finding Check(Evidence evidence)
    {
        var violations = new List<string>();
        var open = new List<LedgerEntry>();
        var overtaken = new HashSet<(long, int)>();
        long looked = 0;
        // The ledger's order is that of the writes: an entry is made after the lock is had and before it is given back.
        foreach (var entry in evidence.Ledger)
        {
            if (entry.Mark == LedgerEntry.Locked)
            {
                looked++;
                overtaken.UnionWith(open.Select(holder => (holder.Number, holder.Attempt)));
                open.Clear();
                open.Add(entry);
            }
            else if (entry.Mark == LedgerEntry.Unlocked)
            {
                open.RemoveAll(holder => holder.Number == entry.Number && holder.Attempt == entry.Attempt);
                if (overtaken.Contains((entry.Number, entry.Attempt)))
                    violations.Add($"somebody else got the lock while job {entry.Number} held it");
            }
        }
        return new Finding("S3", "lock: one holder at a time", looked, violations, $"{overtaken.Count} abandoned");
    }
}
