using System.Globalization;

namespace Troupe.Processes.ControlGroups;

/// <summary>For want of which memory the kernel killed a process.</summary>
/// <param name="Limit">The limit of its control group, in bytes; null when it was the machine that had none left.</param>
internal readonly record struct MemoryShortage(long? Limit)
{
    /// <summary>The end of a sentence: "since …".</summary>
    public override string ToString() => Limit is { } limit
        ? string.Create(CultureInfo.InvariantCulture, $"the memory limit of its container (control group), {limit >> 20} MiB, was reached")
        : "the machine had no memory left";
}
