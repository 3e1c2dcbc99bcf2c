using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Collections.ObjectModel;
using System.Numerics;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Troupe.Messages.Assemblies;
using Troupe.Messages.References;

namespace Troupe.Messages.Payloads;

/// <summary>Which types are plain data. An allow-list for the framework's types; the app's own types are walked.</summary>
internal static class PayloadTypeRules
{
    private static readonly HashSet<Type> s_plain =
    [
        typeof(string), typeof(decimal), typeof(DateTime), typeof(DateTimeOffset), typeof(DateOnly), typeof(TimeOnly),
        typeof(TimeSpan), typeof(Guid), typeof(Half), typeof(Int128), typeof(UInt128), typeof(Uri), typeof(Version),
        typeof(BigInteger), typeof(JsonElement), typeof(JsonDocument), typeof(JsonNode), typeof(JsonObject),
        typeof(JsonArray), typeof(JsonValue),
    ];

    private static readonly HashSet<Type> s_plainGenerics =
    [
        typeof(Nullable<>), typeof(KeyValuePair<,>), typeof(Memory<>), typeof(ReadOnlyMemory<>),
        typeof(Tuple<>), typeof(Tuple<,>), typeof(Tuple<,,>), typeof(Tuple<,,,>), typeof(Tuple<,,,,>), typeof(Tuple<,,,,,>),
        typeof(Tuple<,,,,,,>),
        typeof(ValueTuple<>), typeof(ValueTuple<,>), typeof(ValueTuple<,,>), typeof(ValueTuple<,,,>), typeof(ValueTuple<,,,,>),
        typeof(ValueTuple<,,,,,>), typeof(ValueTuple<,,,,,,>), typeof(ValueTuple<,,,,,,,>),
        typeof(List<>), typeof(LinkedList<>), typeof(Queue<>), typeof(Stack<>), typeof(HashSet<>), typeof(SortedSet<>),
        typeof(Dictionary<,>), typeof(SortedDictionary<,>), typeof(SortedList<,>),
        typeof(IEnumerable<>), typeof(ICollection<>), typeof(IList<>), typeof(ISet<>), typeof(IDictionary<,>),
        typeof(IReadOnlyCollection<>), typeof(IReadOnlyList<>), typeof(IReadOnlySet<>), typeof(IReadOnlyDictionary<,>),
        typeof(Collection<>), typeof(ObservableCollection<>), typeof(ReadOnlyCollection<>), typeof(ReadOnlyDictionary<,>),
        typeof(ReadOnlySet<>),
        typeof(FrozenSet<>), typeof(FrozenDictionary<,>),
        typeof(ConcurrentDictionary<,>), typeof(ConcurrentQueue<>), typeof(ConcurrentBag<>), typeof(ConcurrentStack<>),
        typeof(ImmutableArray<>), typeof(ImmutableList<>), typeof(ImmutableQueue<>), typeof(ImmutableStack<>), typeof(ImmutableHashSet<>),
        typeof(ImmutableSortedSet<>), typeof(ImmutableDictionary<,>), typeof(ImmutableSortedDictionary<,>),
        typeof(IImmutableList<>), typeof(IImmutableQueue<>), typeof(IImmutableSet<>), typeof(IImmutableDictionary<,>),
    ];

    private static readonly HashSet<Type> s_keys =
    [
        typeof(string), typeof(DateTime), typeof(DateTimeOffset), typeof(DateOnly), typeof(TimeOnly), typeof(TimeSpan),
        typeof(Guid), typeof(decimal), typeof(Half), typeof(Int128), typeof(UInt128), typeof(Uri), typeof(Version),
    ];

    /// <summary>Whether the type carries its own [JsonConverter] and so answers for itself, or a link answers for it.</summary>
    public static bool HasOwnConverter(Type type) =>
        !type.IsEnum && (type.IsDefined(typeof(JsonConverterAttribute), inherit: false) || ActorReferences.IsType(type));

    /// <summary>Whether it is one of the framework's types that have a JSON form which holds all of a value.</summary>
    public static bool IsKnown(Type type) =>
        s_plain.Contains(type) || (type.IsGenericType && s_plainGenerics.Contains(type.GetGenericTypeDefinition()));

    public static bool MayBeKey(Type type) => s_keys.Contains(type) || type.IsEnum || (type.IsPrimitive && !IsNativeSized(type));

    /// <summary>Why a type is refused without looking inside, or null.</summary>
    public static string? RefusalOf(Type type)
    {
        if (type.IsPointer || type.IsFunctionPointer || type.IsByRef || type.IsByRefLike)
            return "pointers and by-reference types exist only inside one process. Pass the data itself.";

        if (IsNativeSized(type) || type == typeof(GCHandle)
            || (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(GCHandle<>)))
        {
            return "native addresses and handles mean nothing in another process. Use long for a number, or pass the data itself.";
        }

        if (type == typeof(object))
            return "only declared types travel, never a value's run-time type. Declare the real type, or use JsonElement.";

        if (type.IsAssignableTo(typeof(Delegate)))
            return "a delegate cannot be passed as data. Call the function inside the job's own lambda or method.";

        if (type == typeof(CancellationToken) || type == typeof(CancellationTokenSource))
            return "a captured token would never fire there. Take the job's token as a parameter: ct => …";

        if (type.IsAssignableTo(typeof(Task)) || type == typeof(ValueTask)
            || (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ValueTask<>)))
        {
            return "a task cannot be passed as data. A function may return a Task, which is awaited in the job; for a ValueTask, call "
                + "AsTask().";
        }

        if (type.IsAssignableTo(typeof(Stream)))
            return "an open stream belongs to this process. Pass the path or the bytes.";

        if (type.IsAssignableTo(typeof(Exception)))
            return "exceptions are not data. Throw it in the job, or pass its text.";

        if (AssemblyNames.SimpleNameOf(type.Assembly) == "Newtonsoft.Json")
            return "the values of Newtonsoft.Json do not travel. Pass the text, or a JsonElement or JsonNode of System.Text.Json.";

        if (type.IsDefined(typeof(InlineArrayAttribute), inherit: false) && PayloadCodecFactory.ContainsReferences(type))
            return "an inline array shows only its first element to JSON. Pass an array.";

        if (type.IsArray && !type.IsSZArray)
            return "arrays of several dimensions are not supported. Use an array of arrays, or one dimension.";

        if (type.IsArray || type.IsEnum || type.IsPrimitive || IsKnown(type))
            return null;

        if (IsAsyncStream(type) || type.GetInterfaces().Any(IsAsyncStream))
        {
            return "a stream of values (IAsyncEnumerable) is neither an argument nor a result: its code runs in one process. Return a "
                + "list, or write to a channel as they come.";
        }

        if (FrameworkAssemblies.Contains(type.Assembly) && !IsPlainFrameworkStruct(type))
            return "this framework type is not plain data. Pass the values it is made of and create it in the job.";

        return null;
    }

    /// <summary>Refuses native addresses anywhere inside a struct that would travel as raw memory.</summary>
    public static void RequirePlainMemory(Type type, string path)
    {
        if (type.IsPrimitive || type.IsEnum || s_plain.Contains(type))
            return;

        foreach (var field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
        {
            var inner = field.FieldType;
            var innerPath = $"{path}.{field.Name}";
            if (inner.IsPointer || inner.IsFunctionPointer || IsNativeSized(inner) || inner == typeof(GCHandle))
                throw new PayloadNotEncodableException(innerPath, PayloadTypeName.Full(inner), RefusalOf(inner)!);

            RequirePlainMemory(inner, innerPath);
        }
    }

    private static bool IsAsyncStream(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IAsyncEnumerable<>);

    private static bool IsNativeSized(Type type) => type == typeof(IntPtr) || type == typeof(UIntPtr);

    // Index, Range, Complex, Vector3, Rune and the like: memory without references or addresses.
    private static bool IsPlainFrameworkStruct(Type type) => type.IsValueType && !type.ContainsGenericParameters && IsPlainMemory(type);

    /// <summary>Whether a struct can travel as raw memory: without references, and without native addresses.</summary>
    public static bool IsPlainMemory(Type type)
    {
        if (PayloadCodecFactory.ContainsReferences(type))
            return false;

        try
        {
            RequirePlainMemory(type, "");
            return true;
        }
        catch (PayloadNotEncodableException)
        {
            return false;
        }
    }
}
