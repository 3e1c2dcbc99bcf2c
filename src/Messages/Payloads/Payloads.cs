using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Troupe.Messages.Payloads;

/// <summary>
/// How types without a raw format travel: System.Text.Json unless another format is set. Settings are for the whole process,
/// must be the same on both sides, and must be made before the first such type is used.
/// </summary>
internal static class Payloads
{
    private static readonly Lock s_gate = new();
    private static readonly List<IJsonTypeInfoResolver> s_resolvers = [];
    private static IPayloadFormat? s_format;
    private static JsonSerializerOptions? s_options;

    /// <summary>The options payloads are written with; read-only. Asking for them ends the time for settings.</summary>
    public static JsonSerializerOptions JsonOptions
    {
        get
        {
            if (Volatile.Read(ref s_options) is { } options)
                return options;

            lock (s_gate)
                return s_options ??= PayloadJsonOptions.Create(s_resolvers);
        }
    }

    /// <summary>Adds a source-generated context (or any resolver); it is asked before reflection is used.</summary>
    /// <param name="resolver">The context, usually <c>MyContext.Default</c>.</param>
    /// <exception cref="InvalidOperationException">A payload type was already used.</exception>
    public static void UseJsonContext(IJsonTypeInfoResolver resolver)
    {
        ArgumentNullException.ThrowIfNull(resolver);
        lock (s_gate)
        {
            ThrowIfUsed();
            s_resolvers.Add(resolver);
        }
    }

    /// <summary>Sets the format of all types without a raw format, instead of JSON.</summary>
    /// <exception cref="InvalidOperationException">A payload type was already used.</exception>
    public static void Use(IPayloadFormat format)
    {
        ArgumentNullException.ThrowIfNull(format);
        lock (s_gate)
        {
            ThrowIfUsed();
            s_format = format;
        }
    }

    /// <summary>The codec of a type that is framed: JSON or the user's format.</summary>
    internal static object CreateFramed(Type type)
    {
        var options = JsonOptions;
        if (s_format is { } format && !PayloadTypeRules.HasOwnConverter(type))
        {
            if (format.RefusalOf(type) is { } reason)
                throw PayloadCodecFactory.Refuse(type, reason);

            return Activator.CreateInstance(typeof(FormatCodec<>).MakeGenericType(type), format)!;
        }

        PayloadTypeCheck.Require(type, options);
        // A context that is named is meant for its types.
        if (s_resolvers.Count == 0 && PositionalShape.Of(type) is { } shape)
            return Activator.CreateInstance(typeof(PositionalCodec<>).MakeGenericType(type), shape)!;

        return Activator.CreateInstance(typeof(JsonCodec<>).MakeGenericType(type), options.GetTypeInfo(type))!;
    }

    /// <summary>For tests of the settings only.</summary>
    internal static void Reset()
    {
        lock (s_gate)
        {
            s_resolvers.Clear();
            s_format = null;
            s_options = null;
        }
    }

    private static void ThrowIfUsed()
    {
        if (s_options is not null)
        {
            throw new InvalidOperationException(
                "The payload format must be set before the first payload is encoded or decoded in this process. Set it at the start of "
                    + "Main.");
        }
    }
}
