using Troupe.Messages.Payloads;

namespace Troupe.Messages.Functions;

/// <summary>Keeps what a factory returns.</summary>
internal readonly struct InstanceReturn<T> : IReturn<T>
{
    public static bool IsPlainValue => false;

    public static void Complete(T raw, PayloadWriter result) => HostedInstance.Current = raw!;
}

/// <summary>Keeps what the task of a factory gives.</summary>
internal readonly struct InstanceTaskReturn<T> : IReturn<Task<T>?>
{
    public static bool IsPlainValue => false;

    public static void Complete(Task<T>? raw, PayloadWriter result) =>
        HostedInstance.Current = ResultEncoding.Require(raw).GetAwaiter().GetResult()!;
}
