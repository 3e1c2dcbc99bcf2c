using System.Reflection;
using Troupe.Messages.Payloads;
using Troupe.Messages.Tests.Functions;

namespace Troupe.Messages.Tests.Payloads;

/// <summary>Every public struct of the framework's own assemblies, wherever data may stand: it arrives as it was, or is refused at the call
/// by name.</summary>
public class FrameworkStructSpecs
{
    private static readonly MethodInfo s_check = typeof(FrameworkStructSpecs).GetMethod(
        nameof(Check),
        BindingFlags.Static | BindingFlags.NonPublic)!;

    [Fact]
    [Trait("Category", "Long")]
    public void No_struct_of_the_framework_changes_on_the_way()
    {
        List<string> changed = [];
        HashSet<string> arrived = [];
        HashSet<string> refused = [];
        foreach (var type in FrameworkTypes.PublicStructs())
        {
            foreach (var value in SampleValues.Of(type))
            {
                s_check.MakeGenericMethod(type)
                    .Invoke(null, BindingFlags.DoNotWrapExceptions, null, [value, changed, arrived, refused], null);
            }
        }

        changed.ShouldBeEmpty();
        arrived.ShouldContain("System.Index");
        arrived.ShouldContain("System.Runtime.Intrinsics.Vector512`1[System.Int32]");
        refused.ShouldContain("System.Runtime.InteropServices.GCHandle");
        arrived.Intersect(refused).ShouldBeEmpty();
        arrived.Count.ShouldBeGreaterThan(100);
    }

    private static void Check<T>(object boxed, List<string> changed, HashSet<string> arrived, HashSet<string> refused)
        where T : struct
    {
        var value = (T)boxed;
        Try("direct", () => CodecSpecs.RoundTrip(value));
        Try("captured", () => Caller.Run<T>(() => value));
        Try("record", () => CodecSpecs.RoundTrip(new Positional<T>(7, value)).Value);
        Try("class", () => CodecSpecs.RoundTrip(new Computed<T> { Value = value }).Value);
        Try("array", () => CodecSpecs.RoundTrip(new Computed<T[]> { Value = [value, value] }).Value![1]);
        Try("dictionary value", () => CodecSpecs.RoundTrip(new Dictionary<string, T> { ["a"] = value })["a"]);
        Try("map item", () => Mapped(value));

        void Try(string shape, Func<T> there)
        {
            try
            {
                if (SampleValues.Same(there(), value))
                {
                    arrived.Add($"{typeof(T)}");
                }
                else
                {
                    changed.Add($"{typeof(T)} as {shape}: {SampleValues.Describe(value)} arrived as {SampleValues.Describe(there())}");
                }
            }
            catch (PayloadNotEncodableException refusal)
            {
                refused.Add($"{typeof(T)}");
                if (!refusal.Message.Contains(PayloadTypeName.Short(typeof(T)), StringComparison.Ordinal))
                    changed.Add($"{typeof(T)} as {shape}: refused without its name: {refusal.Message}");
            }
            catch (Exception error)
            {
                changed.Add($"{typeof(T)} as {shape}: {error.GetType().Name} {error.Message}");
            }
        }
    }

    private static T Mapped<T>(T item)
    {
        using PayloadWriter writer = new();
        PayloadCodec<T>.Instance.WriteMany(writer, [item, item]);
        var there = new T[2];
        PayloadReader reader = new(writer.WrittenSpan);
        PayloadCodec<T>.Instance.ReadMany(ref reader, there);
        reader.RequireEnd();
        return there[1];
    }

    internal sealed record Positional<T>(int Number, T Value);

    internal sealed class Computed<T>
    {
        public T? Value { get; set; }

        public string Note => "";
    }
}
