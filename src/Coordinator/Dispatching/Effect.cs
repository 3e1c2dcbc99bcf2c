using Troupe.Jobs;

namespace Troupe.Dispatching;

/// <summary>One thing that is to be done after a step of the dispatcher, outside of it and in order.</summary>
/// <param name="Kind">What it is; it says what the others mean.</param>
/// <param name="Job">The job that it is about.</param>
/// <param name="Detail">See the kind.</param>
/// <param name="Bytes">See the kind; valid until the effects of the step have been run.</param>
/// <param name="First">The first item that it is about.</param>
/// <param name="Count">How many items it is about.</param>
internal readonly record struct Effect(
    EffectKind Kind,
    Job? Job,
    object? Detail = null,
    ReadOnlyMemory<byte> Bytes = default,
    int First = 0,
    int Count = 0);
