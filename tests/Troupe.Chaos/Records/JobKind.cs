namespace Troupe.Chaos.Records;

/// <summary>What a job of the load does.</summary>
internal enum JobKind
{
    Sleep,
    Compute,
    Echo,
    Throw,
    Print,
    Child,
    Impatient,
    Channel,
    Value,
    Lock,
    Dictionary,
    Hosted,
    Array,

    /// <summary>It is a fault: see <see cref="AcceptedJob.Fault"/>.</summary>
    Fault,
}
