namespace Troupe.Messages.Payloads;

/// <summary>The object that this process hosts.</summary>
internal static class HostedInstance
{
    private static object? s_current;

    /// <summary>The object: what the factory of the hosted object returned last.</summary>
    /// <exception cref="InvalidOperationException">This process hosts no object, or the factory returned null.</exception>
    public static object Current
    {
        get => TryGetCurrent() ?? throw new InvalidOperationException("This process hosts no object.");
        internal set
        {
            if (value is null)
                throw new InvalidOperationException("The factory of a hosted object returned null; it must return the object.");
            Volatile.Write(ref s_current, value);
        }
    }

    /// <summary>The object, if there is one yet.</summary>
    /// <returns>The object; null when none was made.</returns>
    public static object? TryGetCurrent() => Volatile.Read(ref s_current);
}

/// <summary>Stands for a parameter that is the hosted object: nothing of it travels.</summary>
/// <typeparam name="T">The parameter's type.</typeparam>
internal readonly struct HostedInstance<T>
{
    /// <summary>Called by emitted code.</summary>
    public static T Value(HostedInstance<T> _) => (T)HostedInstance.Current;
}

/// <inheritdoc cref="HostedInstance{T}"/>
internal sealed class HostedInstanceCodec<T> : PayloadCodec<HostedInstance<T>>
{
    public override void Write(PayloadWriter writer, HostedInstance<T> value)
    {
    }

    public override HostedInstance<T> Read(ref PayloadReader reader) => default;

    public override void Skip(ref PayloadReader reader)
    {
    }
}
