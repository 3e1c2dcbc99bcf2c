using Troupe.Messages.Payloads;

namespace Troupe.Messages.Functions;

/// <summary>
/// What happens between a function's return and its encoded result. Implemented by empty structs, so that each invoker gets
/// its own copy of the code without a virtual call.
/// </summary>
internal interface IReturn<TRaw>
{
    /// <summary>Waits for the task, if it is one, and encodes the result.</summary>
    static abstract void Complete(TRaw raw, PayloadWriter result);

    /// <summary>Whether the raw value is the result and can be copied as memory.</summary>
    static abstract bool IsPlainValue { get; }
}
