using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Troupe.Messages.Payloads;

namespace Troupe.SharedState;

/// <summary>Lets handles of shared objects travel as data: as arguments, captured, in results, inside of other shared objects.</summary>
internal sealed class SharedHandleConverter : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert)
    {
        ArgumentNullException.ThrowIfNull(typeToConvert);
        return Array.Exists(
            typeToConvert.GetInterfaces(),
            face => face.IsGenericType && face.GetGenericTypeDefinition() == typeof(ISharedHandle<>));
    }

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(Of<>).MakeGenericType(typeToConvert))!;

    private sealed class Of<THandle> : JsonConverter<THandle>
        where THandle : class, ISharedHandle<THandle>
    {
        private const int Size = (2 * sizeof(ulong)) + sizeof(uint) + 1;

        /// <summary>Tells handles of different types apart: a channel of numbers must not arrive as one of texts.</summary>
        private static readonly uint s_fingerprint = Fingerprint(typeof(THandle).ToString());

        public override void Write(Utf8JsonWriter writer, THandle value, JsonSerializerOptions options)
        {
            Span<byte> bytes = stackalloc byte[Size];
            var address = value.Reference.Address;
            BinaryPrimitives.WriteUInt64LittleEndian(bytes, address.Space);
            BinaryPrimitives.WriteUInt64LittleEndian(bytes[8..], address.Number);
            BinaryPrimitives.WriteUInt32LittleEndian(bytes[16..], s_fingerprint);
            bytes[^1] = value.Part;
            writer.WriteBase64StringValue(bytes);
            if (THandle.IsTrackedWhenTransferred && value.Reference.IsHome)
                PayloadWriter.Current?.Attach(new TransferredHandle(value.Reference, value.Part));
        }

        public override THandle Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (!reader.TryGetBytesFromBase64(out var bytes) || bytes.Length != Size)
                throw new JsonException($"This is no handle of a {THandle.Kind}.");
            if (BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(16)) != s_fingerprint)
            {
                throw new JsonException(
                    $"The handle that came in is not of the type {typeToConvert}; declare the same type on both sides.");
            }

            var address = new SharedAddress(
                BinaryPrimitives.ReadUInt64LittleEndian(bytes),
                BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(8)));
            var reference = SharedReference.TryBind(address, THandle.Kind)
                ?? throw new JsonException($"The {THandle.Kind} lives neither in this process nor in the one that started it, and "
                    + "cannot be reached from here. A handle works where the object was created and in the processes started there, not "
                    + "in their own children, and not further up. Create it in the process that starts all of its users.");
            return THandle.Bind(reference, bytes[^1]);
        }

        private static uint Fingerprint(string text)
        {
            // FNV-1a: the same in every process, as hash codes of strings are not.
            var hash = 2166136261u;
            foreach (var unit in Encoding.UTF8.GetBytes(text))
                hash = (hash ^ unit) * 16777619u;
            return hash;
        }
    }
}
