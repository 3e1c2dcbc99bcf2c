using Troupe.Messages.Payloads;

namespace Troupe.Messages.Functions;

/// <summary>Stands for the value a void function does not return.</summary>
internal readonly struct Nothing;

internal readonly struct VoidReturn : IReturn<Nothing>
{
    public static bool IsPlainValue => false;

    public static void Complete(Nothing raw, PayloadWriter result)
    {
    }
}

internal readonly struct ValueReturn<T> : IReturn<T>
{
    public static bool IsPlainValue => true;

    public static void Complete(T raw, PayloadWriter result) => ResultEncoding.Write(result, raw);
}

internal readonly struct TaskReturn : IReturn<Task?>
{
    public static bool IsPlainValue => false;

    public static void Complete(Task? raw, PayloadWriter result) => ResultEncoding.Require(raw).GetAwaiter().GetResult();
}

internal readonly struct TaskReturn<T> : IReturn<Task<T>?>
{
    public static bool IsPlainValue => false;

    public static void Complete(Task<T>? raw, PayloadWriter result) =>
        ResultEncoding.Write(result, ResultEncoding.Require(raw).GetAwaiter().GetResult());
}

internal readonly struct ValueTaskReturn : IReturn<ValueTask>
{
    public static bool IsPlainValue => false;

    public static void Complete(ValueTask raw, PayloadWriter result)
    {
        // Only a finished value task may be asked directly.
        if (raw.IsCompleted)
        {
            raw.GetAwaiter().GetResult();
            return;
        }

        raw.AsTask().GetAwaiter().GetResult();
    }
}

internal readonly struct ValueTaskReturn<T> : IReturn<ValueTask<T>>
{
    public static bool IsPlainValue => false;

    public static void Complete(ValueTask<T> raw, PayloadWriter result) => ResultEncoding.Write(
        result, raw.IsCompleted ? raw.GetAwaiter().GetResult() : raw.AsTask().GetAwaiter().GetResult());
}
